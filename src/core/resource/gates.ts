import { z } from 'zod';
import { type MachineLimits, readMachineLimits } from './machine-limits.ts';
import type { ResourceClass } from './resource-class.ts';

export const gateNames = ['COMPILE_JOBS', 'LINK_JOBS', 'TEST_JOBS'] as const;

export type GateName = (typeof gateNames)[number];

/** How many processes of each gated class may run at once on this machine. */
export type GateLimits = Readonly<Record<GateName, number>>;

/** One gate as presenters show it: its limit, and how many tasks of its class are running. */
export interface Gate {
  readonly name: GateName;
  readonly class: ResourceClass;
  readonly limit: number;
  readonly running: number;
}

export const gateClasses: Readonly<Record<GateName, ResourceClass>> = {
  COMPILE_JOBS: 'compile',
  LINK_JOBS: 'link',
  TEST_JOBS: 'test',
};

const limit = z.number().int().min(1).max(4096).optional();

/** What a user may set instead of the limits computed from the machine. */
export const gateOverridesSchema = z.strictObject({ compile: limit, link: limit, test: limit });

export type GateOverrides = z.infer<typeof gateOverridesSchema>;

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
  };
}
