import type { ContentionPattern } from '../pattern.ts';

export const gradlePatterns: readonly ContentionPattern[] = [
  {
    id: 'gradle-lock-timeout',
    tool: 'gradle',
    kind: 'lock-failed',
    blocking: false,
    needle: '. It is currently in use by another Gradle instance.',
    expression:
      /^(?: {3}){0,8}> Timeout waiting to lock (?<resource>[^().]+?)(?: \(.*\))?\. It is currently in use by another Gradle instance\.$/,
    confirmation: /^(?: {3}){0,8} {2}Owner PID: (?:\d+|unknown)$/,
    cure: 'Another Gradle has it. Give each agent a worktree, and a project cache of its own with --project-cache-dir.',
    source: 'https://github.com/gradle/gradle (DefaultFileLockManager.java)',
  },
  {
    id: 'gradle-lock-exception',
    tool: 'gradle',
    kind: 'lock-failed',
    blocking: false,
    needle: 'LockTimeoutException: Timeout waiting to lock ',
    expression:
      /^(?:Caused by: )?org\.gradle\.(?:[a-z]+\.){1,4}LockTimeoutException: Timeout waiting to lock (?<resource>[^().]+?)(?: \(.*\))?\. It is currently in use by another Gradle instance\.$/,
    cure: 'Another Gradle has it. Give each agent a worktree, and a project cache of its own with --project-cache-dir.',
    source: 'https://github.com/gradle/gradle (DefaultFileLockManager.java)',
  },
];
