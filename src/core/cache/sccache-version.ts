import type { Explanation } from './probe.ts';

/** Of what `sccache --version` prints; null if it is something else. */
export function parseSccacheVersion(text: string): string | null {
  return /^sccache (\S+)/.exec(text)?.[1] ?? null;
}

/**
 * What to say where a server answers and is of another version than the program here, as after an update of sccache; null
 * where it is the same or does not say. It is used all the same: versions that can read each other's statistics compile
 * for each other and find what the other kept (0.15 and 0.16, both ways). It is left to whoever started it.
 */
export function explainOtherVersion(
  address: string,
  { server, client }: { readonly server: string | null; readonly client: string | null },
): Explanation | null {
  if (server === null || client === null || server === client) return null;
  return {
    reason: `The sccache server at ${address} is version ${server}, and sccache here is version ${client}: they understand each other, so it is used.`,
    cure: 'For a server of this version, run "sccache --stop-server" while nothing builds.',
  };
}
