import { z } from 'zod';

/** The crates that a lockfile names, and where all agents have what was downloaded. Paths absolute. */
export const wantedCratesSchema = z.object({
  lockfile: z.string(),
  /** CARGO_HOME. */
  home: z.string(),
  /** Where it is noted what a fetch leaves out: see `unneeded-crates.ts`. */
  unneeded: z.string().exactOptional(),
});

export type WantedCrates = z.infer<typeof wantedCratesSchema>;
