import type { ContentionPattern } from '../pattern.ts';

export const sqlitePatterns: readonly ContentionPattern[] = [
  {
    id: 'sqlite-database-locked',
    tool: 'sqlite',
    kind: 'lock-failed',
    blocking: false,
    needle: 'database is locked',
    expression:
      /^(?:Parse error|Runtime error|Error)(?: near line \d+|: in prepare|: stepping)?(?:,|:) (?<resource>database) is locked(?: \(5\))?$/,
    cure: 'Another process writes to the same database. Give each agent a file of its own, or set ".timeout".',
    source: 'https://www.sqlite.org/rescode.html#busy',
  },
  {
    id: 'sqlite-driver-locked',
    tool: 'sqlite',
    kind: 'lock-failed',
    blocking: false,
    needle: 'database is locked (5)',
    expression: /^(?<resource>database) is locked \(5\)(?: \(SQLITE_BUSY\))?$/,
    cure: 'Another process writes to the same database. Give each agent a file of its own, or set a busy timeout.',
    source: 'https://www.sqlite.org/rescode.html#busy',
  },
  {
    id: 'sqlite-disk-full',
    tool: 'sqlite',
    kind: 'disk-full',
    blocking: false,
    needle: 'database or disk is full',
    expression:
      /^(?:Runtime error|Error)(?: near line \d+|: in prepare|: stepping)?(?:,|:) database or disk is full(?: \(13\))?$/,
    cure: 'The disk is full, or the database has reached its limit. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: 'https://www.sqlite.org/rescode.html#full',
  },
];
