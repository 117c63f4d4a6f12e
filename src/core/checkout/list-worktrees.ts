import { git, type GitOptions } from './git.ts';

/** One line of `git worktree list`. */
export interface ListedWorktree {
  /** As git recorded it, absolute; it may be gone. */
  readonly path: string;
  /** Null with a detached HEAD. */
  readonly branch: string | null;
  readonly isBare: boolean;
  /** Why git would forget it, such as that its folder is gone; null when it would not. */
  readonly prunable: string | null;
}

/**
 * The worktrees of the repository that a directory is in, the main one first; none where there is no repository.
 *
 * @throws LanekeeperError toolchain-missing without git
 */
export async function listWorktrees(options: GitOptions): Promise<ListedWorktree[]> {
  const listed = await git(['worktree', 'list', '--porcelain', '-z'], options);
  if (listed.exitCode === 0) return parseWorktrees(listed.stdout.toString('utf8'), '\0');
  // `-z` came with git 2.36; without it only paths with line feeds are read wrongly.
  const lines = await git(['worktree', 'list', '--porcelain'], options);
  return lines.exitCode === 0 ? parseWorktrees(lines.stdout.toString('utf8'), '\n') : [];
}

/** Reads what git-worktree(1) calls the porcelain format: attributes end with `end`, and a worktree with another one. */
export function parseWorktrees(text: string, end: '\0' | '\n'): ListedWorktree[] {
  return text.split(end + end).flatMap((entry) => {
    const attributes = new Map(
      entry.split(end).map((line) => {
        const space = line.indexOf(' ');
        return space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
      }),
    );
    const path = attributes.get('worktree');
    if (path === undefined) return [];
    return [
      {
        path,
        branch: attributes.get('branch')?.replace(/^refs\/heads\//, '') ?? null,
        isBare: attributes.has('bare'),
        prunable: attributes.get('prunable') ?? null,
      },
    ];
  });
}
