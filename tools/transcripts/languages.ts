import type { Collision, Collisions } from './collision.ts';

/** Languages into which nearly all that is written in C is translated; Git into all of them but Japanese. */
const most = ['de', 'fr', 'es', 'ja', 'zh_CN'];
const ofGit = ['de', 'fr', 'es', 'zh_CN'];
/** Other scripts, other quotation marks, and texts that are plain ASCII. */
const more = ['pl', 'ru', 'sv', 'tr', 'ko', 'it', 'nl', 'pt_BR', 'uk'];

/** What is recorded in other languages too, by the id of the collision. */
const languagesOf: Readonly<Record<string, readonly string[]>> = {
  ...all(ofGit, 'git-reference-fetch', 'git-reference-commit', 'git-packed-references'),
  ...all(ofGit, 'git-config', 'git-branch-of-worktree'),
  ...all(most, 'git-disk-full', 'pip-disk-full', 'java-port'),
  ...all(most, 'apt-lists', 'apt-frontend', 'apt-waits', 'apt-waits-terminal', 'dpkg-frontend'),
  ...all([...most, ...more], 'cp-text-busy', 'cp-disk-full', 'bash-process-limit', 'bash-killed'),
  ...all(most, 'truncate-text-busy', 'tee-text-busy', 'shell-text-busy', 'make-text-busy'),
  ...all(most, 'bash-disk-full', 'sort-disk-full', 'mv-disk-full'),
  ...all(most, 'rm-device-busy', 'umount-busy', 'tail-instances'),
  ...all(most, 'gcc-disk-full', 'gcc-object-disk-full', 'gcc-killed', 'gcc-linker-killed'),
  ...all(most, 'make-killed', 'bash-foreground-killed', 'bash-text-busy', 'bash-too-many-files'),
};

/** What dpkg calls its lock there. */
const dpkgLocks: Readonly<Record<string, string>> = {
  de: 'dpkg-Frontend-Sperre',
  fr: "verrouillage de l'interface dpkg",
  zh_CN: 'dpkg 前端锁',
};

function all(languages: readonly string[], ...ids: readonly string[]) {
  return Object.fromEntries(ids.map((id) => [id, languages]));
}

/** The collisions of these tools once more, in other languages: a transcript for each. */
export function inOtherLanguages(tools: readonly Collisions[]): Collisions {
  const collisions = tools.flatMap(({ tool, version, collisions: each }) =>
    each.flatMap((collision) =>
      (languagesOf[collision.id] ?? []).map((language) =>
        inLanguage({ tool, version, ...collision }, language),
      ),
    ),
  );
  return { tool: 'languages', version: ['locale', '--version'], collisions };
}

function inLanguage(collision: Collision, language: string): Collision {
  return {
    ...collision,
    id: `${collision.id}-${language}`,
    expect: collision.expect.map((label) => ({
      ...label,
      resource:
        label.resource === 'dpkg frontend lock'
          ? (dpkgLocks[language] ?? label.resource)
          : label.resource,
    })),
    record(lab) {
      lab.language = language;
      return collision.record(lab);
    },
  };
}
