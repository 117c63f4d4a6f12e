import { hash as hashOf } from 'node:crypto';
import type { ResourceClass } from '../../resource/resource-class.ts';
import { z } from 'zod';

const named = z.tuple([z.string(), z.string()]);

/** All that decides what a task makes. Values of variables are hashed: they may be secrets. */
export const fingerprintPartsSchema = z.object({
  command: z.array(z.string()),
  directory: z.string(),
  outputs: z.array(z.string()).nullable(),
  platform: z.string(),
  /** What its tools are; null where its class says that they do not matter. */
  toolchain: z.string().nullable(),
  /** Name and hash, by name. */
  environment: z.array(named),
  /** Path and hash, by path. */
  inputs: z.array(named),
  /** Name and fingerprint of what it depends on, by name. */
  upstream: z.array(named),
});

export type FingerprintParts = z.infer<typeof fingerprintPartsSchema>;

/** Changes whenever the same parts would no longer mean the same result. */
const version = 1;

export function fingerprintOf(parts: FingerprintParts): string {
  return hashOf('sha256', JSON.stringify([version, parts]));
}

/** What compilers, linkers and test runners make depends on their version; copying and fetching does not. */
export function needsToolchain(resourceClass: ResourceClass | null): boolean {
  return resourceClass === 'compile' || resourceClass === 'link' || resourceClass === 'test';
}
