import type { ContentionPattern } from '../pattern.ts';

export const kernelPatterns: readonly ContentionPattern[] = [
  {
    id: 'kernel-memory-cgroup',
    tool: 'kernel',
    kind: 'oom',
    blocking: false,
    needle: 'emory cgroup out of memory: Kill',
    expression:
      /^\[ *\d+\.\d{6}\] (?:\[.{1,20}\] )?Memory cgroup out of memory: Kill(?:ed)? process \d+ \((?<resource>[^)]+)\)/,
    cure: 'The memory limit of this agent was reached. Raise it, or run fewer tasks at the same time.',
    source: 'https://github.com/torvalds/linux (mm/oom_kill.c)',
  },
  {
    id: 'kernel-out-of-memory',
    tool: 'kernel',
    kind: 'oom',
    blocking: false,
    needle: 'Out of memory: Kill',
    expression:
      /^\[ *\d+\.\d{6}\] (?:\[.{1,20}\] )?Out of memory: Kill(?:ed)? process \d+ \((?<resource>[^)]+)\)/,
    cure: 'The machine ran out of memory. Lower the link and compile gates, or run fewer agents.',
    source: 'https://github.com/torvalds/linux (mm/oom_kill.c)',
  },
];
