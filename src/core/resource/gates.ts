import { z } from 'zod';
import { type MachineLimits, readMachineLimits } from './machine-limits.ts';
import type { ResourceClass } from './resource-class.ts';

export const gateNames = [
  'COMPILE_JOBS',
  'LINK_JOBS',
  'TEST_JOBS',
  'IO_JOBS',
  'FETCH_JOBS',
] as const;

export type GateName = (typeof gateNames)[number];

/** How many processes of each gated class may run at once on this machine; `IO_JOBS` in each directory. */
export type GateLimits = Readonly<Record<GateName, number>>;

export const gateClasses: Readonly<Record<GateName, ResourceClass>> = {
  COMPILE_JOBS: 'compile',
  LINK_JOBS: 'link',
  TEST_JOBS: 'test',
  IO_JOBS: 'io',
  FETCH_JOBS: 'fetch',
};

/** The gate that work of each class goes through. */
export const classGates: Readonly<Record<ResourceClass, GateName>> = {
  compile: 'COMPILE_JOBS',
  link: 'LINK_JOBS',
  test: 'TEST_JOBS',
  io: 'IO_JOBS',
  fetch: 'FETCH_JOBS',
};

const atLeastOne = 'must be at least 1: nothing of this class could ever run';

/** What a user may set instead of the limits computed from the machine. */
export function gateOverridesSchema() {
  const limit = z.number().int().min(1, atLeastOne).max(4096).optional();
  return z.strictObject({ compile: limit, link: limit, test: limit, io: limit, fetch: limit });
}

export type GateOverrides = z.infer<ReturnType<typeof gateOverridesSchema>>;

const gibibyte = 1024 ** 3;

/** A linker holds the whole program in memory, so memory and not processors says how many fit. */
const linkJobs: readonly { readonly above: number; readonly jobs: number }[] = [
  { above: 32 * gibibyte, jobs: 6 },
  { above: 16 * gibibyte, jobs: 4 },
  { above: 8 * gibibyte, jobs: 2 },
];

/**
 * The limits for a machine, or for the part of it that control groups leave to us: compilers as many as processors,
 * linkers by memory and never more than processors, tests one fewer than processors so that the editor stays usable.
 * Work on the disk goes one at a time in each directory, and of downloads four run at once.
 */
export function computeGates(
  machine: MachineLimits = readMachineLimits(),
  overrides: GateOverrides = {},
): GateLimits {
  const cores = Math.max(1, Math.floor(machine.cores));
  const byMemory = linkJobs.find(({ above }) => machine.memoryBytes > above)?.jobs ?? 1;
  return {
    COMPILE_JOBS: overrides.compile ?? cores,
    LINK_JOBS: overrides.link ?? Math.min(byMemory, cores),
    TEST_JOBS: overrides.test ?? Math.max(1, cores - 1),
    // What reads and writes whole trees is slowed down by company on the same disk.
    IO_JOBS: overrides.io ?? 1,
    // Package managers download in parallel by themselves.
    FETCH_JOBS: overrides.fetch ?? 4,
  };
}
