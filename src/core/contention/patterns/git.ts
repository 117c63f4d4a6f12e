import type { ContentionPattern } from '../pattern.ts';

const oneAtATime =
  'Another git command has it. Wait for it and try again; if none is running, remove the lock file. Agents in worktrees have an index of their own.';
/** "Unable to create", as far as it stands before the path. */
const couldNotCreate = [
  ...['Файлът-ключалка', "No s'ha pogut crear", 'Konnte', 'Δε γίνεται να δημιουργηθεί το'],
  ...['No se puede crear', 'Impossible de créer', 'Tidak dapat membuat', 'Impossibile creare'],
  ...['Nie można utworzyć', 'Incapaz de criar', 'Не удалось создать', 'Kunde inte skapa'],
  ...['Không thể tạo', '无法创建', '無法建立'],
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
    // In the languages into which it is translated; with any other it is told by the next line alone, which is prose.
    id: 'git-index-lock-translated',
    tool: 'git',
    kind: 'lock-failed',
    blocking: false,
    needle: '/index.lock',
    expression: new RegExp(
      `^(?:fatal|Schwerwiegend|фатална грешка|ödesdigert|onulmaz|致命错误|致命錯誤)\\s?[:：]\\s?(?:(?:${couldNotCreate.join('|')})\\s?)?['«„"“](?:[^'«»„“”"]*[\\\\/])?(?<resource>index\\.lock)['»“”"][^'"«»„“”]{1,120}$`,
    ),
    cure: oneAtATime,
    source: 'https://github.com/git/git (po/*.po, "Unable to create \'%s.lock\': %s.")',
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
    id: 'git-ref-moved',
    tool: 'git',
    kind: 'lock-failed',
    blocking: false,
    needle: ": cannot lock ref '",
    expression:
      /^(?:remote: )?(?:fatal|error|warning): cannot lock ref '(?<resource>[^']+)': is at [0-9a-f]{7,64} but expected [0-9a-f]{7,64}$/,
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
