import type { ContentionPattern } from '../pattern.ts';
import { anyOf, fileExists } from '../translated-texts.ts';
import { gitFaults } from './git-words.ts';

const oneAtATime =
  'Another git command has it. Wait for it and try again; if none is running, remove the lock file. Agents in worktrees have an index of their own.';
/** What comes after the quoted path of a lock file that exists, in any language but English. */
const exists = `['»"“”][^'"«»„“”]{0,60}[:：]\\s?${anyOf(fileExists)}[.。]$`;
const translated = 'https://github.com/git/git (po/*.po)';
/** "fatal" and the quotation mark before a name, in the languages of git. */
const openings = [
  ...["fatal: '", 'fatal: «', 'fatal: „', 'fatal: “', 'fatal: "', "fatal\u00a0: '"],
  ...["Schwerwiegend: '", 'фатална грешка: „', 'ödesdigert: "', "onulmaz: '"],
  ...["致命错误：'", '致命錯誤: “'],
];
const refs = 'https://github.com/git/git (refs/files-backend.c)';

export const gitPatterns: readonly ContentionPattern[] = [
  {
    id: 'git-lock-file-exists',
    tool: 'git',
    kind: 'lock-failed',
    blocking: false,
    needle: ".lock': File exists.",
    expression:
      /^(?:remote: )?(?:fatal|error): Unable to create '(?:[^']*[\\/])?(?<resource>[^'\\/]+\.lock)': File exists\.$/,
    cure: oneAtATime,
    source: 'https://github.com/git/git (lockfile.c)',
  },
  {
    id: 'git-lock-file-exists-translated',
    tool: 'git',
    kind: 'lock-failed',
    blocking: false,
    needle: fileExists,
    expression: new RegExp(
      `^(?:remote: )?${gitFaults}\\s?[:：]\\s?[^'"«„“:：]{0,120}['«„"“](?:[^'«»„“”"]*[\\\\/])?(?<resource>[^'«»„“”"\\\\/]+\\.lock)${exists}`,
    ),
    cure: oneAtATime,
    source: translated,
  },
  {
    id: 'git-config-lock',
    tool: 'git',
    kind: 'lock-failed',
    blocking: false,
    needle: ': could not lock config file ',
    expression: /^(?:fatal|error): could not lock config file (?<resource>\S.*): File exists$/,
    cure: oneAtATime,
    source: 'https://github.com/git/git (config.c)',
  },
  {
    id: 'git-config-lock-translated',
    tool: 'git',
    kind: 'lock-failed',
    blocking: false,
    needle: fileExists,
    expression: new RegExp(
      `^${gitFaults}\\s?[:：]\\s?(?:[^"\`:：]{0,200}?[\\s'«„"“])?(?<resource>(?:[^\\s'"\`«»„“”]*\\/)?(?:\\.gitconfig|config(?:\\.worktree)?))['»"“”]?(?: [^"'\`:：/]{1,60})?\\s?[:：]\\s?${anyOf(fileExists)}$`,
    ),
    cure: oneAtATime,
    source: translated,
  },
  {
    id: 'git-ref-lock',
    tool: 'git',
    kind: 'lock-failed',
    blocking: false,
    needle: ": cannot lock ref '",
    expression:
      /^(?:remote: )?(?:fatal|error|warning): cannot lock ref '(?<resource>[^']+)': Unable to create '[^']+\.lock': File exists\.$/,
    cure: oneAtATime,
    source: refs,
  },
  {
    // The words about the reference are the same in every language, but not those around them.
    id: 'git-ref-lock-translated',
    tool: 'git',
    kind: 'lock-failed',
    blocking: false,
    needle: "cannot lock ref '",
    expression: new RegExp(
      `^(?:remote: )?${gitFaults}\\s?[:：]\\s?cannot lock ref '(?<resource>[^']+)': [^'"«„“]{0,120}['«„"“][^'«»„“”"]+\\.lock${exists}`,
    ),
    cure: oneAtATime,
    source: refs,
  },
  {
    id: 'git-ref-moved',
    tool: 'git',
    kind: 'lock-failed',
    blocking: false,
    needle: "cannot lock ref '",
    expression: new RegExp(
      `^(?:remote: )?(?:${gitFaults}\\s?[:：]\\s?|warning: )cannot lock ref '(?<resource>[^']+)': is at [0-9a-f]{7,64} but expected [0-9a-f]{7,64}$`,
    ),
    cure: 'Another git command moved the reference at the same time. Try again.',
    source: refs,
  },
  {
    id: 'git-gc-running',
    tool: 'git',
    kind: 'lock-failed',
    blocking: false,
    needle: 'gc is already running on machine ',
    expression:
      /^(?:fatal|error): gc is already running on machine '[^']*' pid \d+ \(use --force if not\)$/,
    resource: 'gc',
    cure: 'Let it finish. With many agents on one repository set gc.auto to 0 and run "git maintenance" once.',
    source: 'https://github.com/git/git (builtin/gc.c)',
  },
  {
    id: 'git-branch-checked-out',
    tool: 'git',
    kind: 'branch-in-use',
    blocking: false,
    needle: "' is already checked out at '",
    expression: /^fatal: '(?<resource>[^']+)' is already checked out at '[^']+'$/,
    cure: 'A branch can be checked out in one worktree only. Give the agent a branch of its own.',
    source: 'https://github.com/git/git (branch.c)',
  },
  {
    id: 'git-branch-in-worktree',
    tool: 'git',
    kind: 'branch-in-use',
    blocking: false,
    needle: "' is already used by worktree at '",
    expression: /^fatal: '(?<resource>[^']+)' is already used by worktree at '[^']+'$/,
    cure: 'A branch can be checked out in one worktree only. Give the agent a branch of its own.',
    source: 'https://github.com/git/git (branch.c)',
  },
  {
    // A name and where it is, which no other message begins with; a branch is never called `..`, what is outside is.
    id: 'git-branch-in-use-translated',
    tool: 'git',
    kind: 'branch-in-use',
    blocking: false,
    needle: openings,
    expression: new RegExp(
      `^${anyOf(openings)}(?!\\/|[A-Za-z]:|\\.|[^'«»„“”"]*\\.\\.)(?<resource>[^'«»„“”"]+)['»"“”][^'"«»„“”]{1,80}['«„"“](?:\\/|[A-Za-z]:[\\\\/])[^'«»„“”"]+['»"“”][^'"«»„“”]{0,60}$`,
    ),
    cure: 'A branch can be checked out in one worktree only. Give the agent a branch of its own.',
    source: translated,
  },
  {
    id: 'git-worktree-locked',
    tool: 'git',
    kind: 'lock-failed',
    blocking: false,
    needle: 'a locked working tree',
    expression: /^fatal: cannot (?:remove|move) a locked working tree(?:, lock reason: .*|;|$)/,
    resource: 'working tree',
    cure: 'Somebody locked this worktree on purpose. Read the reason, then use "git worktree unlock".',
    source: 'https://github.com/git/git (builtin/worktree.c)',
  },
  {
    id: 'git-shallow-changed',
    tool: 'git',
    kind: 'lock-failed',
    blocking: false,
    needle: 'shallow file has changed since we read it',
    expression: /^(?:fatal|error): shallow file has changed since we read it$/,
    resource: 'shallow',
    cure: 'Another fetch changed the shallow history at the same time. Fetch again.',
    source: 'https://github.com/git/git (shallow.c)',
  },
];
