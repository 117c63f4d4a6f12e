import type { ContentionPattern } from '../pattern.ts';

const pnpmSource = 'https://github.com/pnpm/pnpm';

export const pnpmPatterns: readonly ContentionPattern[] = [
  {
    id: 'pnpm-global-bin-lock',
    tool: 'pnpm',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Timed out waiting for the global bin directory lock at ',
    expression:
      /^(?: ERR_PNPM_GLOBAL_BIN_LOCK_TIMEOUT {2}|\[ERR_PNPM_GLOBAL_BIN_LOCK_TIMEOUT\] )?Timed out waiting for the global bin directory lock at (?<resource>\S.*?)\.?$/,
    cure: 'Another pnpm installs global packages. Wait for it and try again.',
    source: `${pnpmSource} (crates/fs/src/dir_lock.rs)`,
  },
  {
    id: 'pnpm-unsafe-install',
    tool: 'pnpm',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Installing without it, which is unsafe if another ',
    expression:
      /^(?: WARN {2}|\[WARN\] )?Could not lock .{1,200} at (?<resource>[^:]+(?:[^ :]:[^:]*)?): .*\. Installing without it, which is unsafe if another pnpm is installing concurrently\.$/,
    cure: 'Do not run a second install in this directory until this one has finished.',
    source: `${pnpmSource} (crates/fs/src/dir_lock.rs)`,
  },
  {
    id: 'pnpm-store-lock',
    tool: 'pnpm',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Failed to acquire the store operation lock at ',
    expression:
      /^(?: ERR_PNPM_\w+ {2}|\[ERR_PNPM_\w+\] |Error: )?Failed to acquire the store operation lock at (?<resource>\S.*?)\.?$/,
    cure: 'Another pnpm prunes the store. Do not prune it while agents run.',
    source: pnpmSource,
  },
  {
    id: 'pnpm-killed',
    tool: 'pnpm',
    kind: 'killed',
    blocking: false,
    needle: ' Command failed with exit code 137.',
    expression: /^(?: ELIFECYCLE {2}|\[ELIFECYCLE\] )Command failed with exit code 137\.$/,
    resource: 'script',
    cure: 'The script was killed, most likely for lack of memory. Run fewer tasks at the same time.',
    source: 'https://github.com/pnpm/pnpm',
  },
  {
    // Its reports are wrapped at the width of the terminal, or at 80 columns.
    id: 'pnpm-disk-full',
    tool: 'pnpm',
    kind: 'disk-full',
    blocking: false,
    needle: 'device (os error 28)',
    expression:
      /^(?: {6}(?:(?:(?:(?:No )?space )?left )?on )?| {2}\u2570\u2500\u25b6 Failed to .{1,2000}: No space left on )device \(os error 28\)$/,
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: 'https://docs.rs/miette (src/handlers/graphical.rs)',
  },
];
