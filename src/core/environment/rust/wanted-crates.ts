import { z } from 'zod';

/** The crates that a lockfile names, and where all agents have what was downloaded. Paths absolute. */
export const wantedCratesSchema = z.object({
  lockfile: z.string(),
  /** CARGO_HOME. */
  home: z.string(),
});

export type WantedCrates = z.infer<typeof wantedCratesSchema>;
