import type { Transcript } from '../contention-transcripts.ts';
import type { Lab } from './lab.ts';

/** What one command printed, as it came. */
export interface Recording {
  /** The command line, as one would type it. */
  readonly command: string;
  readonly chunks: readonly string[];
}

/** Real tools, started so that one is in the other's way, or so that one only shows what another has printed. */
export interface Collision extends Pick<Transcript, 'expect' | 'released'> {
  /** Unique among all. */
  readonly id: string;
  /** Who is in whose way, and what is recorded. */
  readonly how: string;
  /** Where it is another than that of the file. */
  readonly tool?: string;
  readonly version?: Collisions['version'];
  record(lab: Lab): Promise<Recording>;
}

/** The collisions of one tool, or of one sort: a file in `test/fixtures/transcripts`. */
export interface Collisions {
  /** As findings name it; the name of the file as well. */
  readonly tool: string;
  /** Prints the version in its first line. */
  readonly version: readonly [string, ...string[]];
  readonly collisions: readonly Collision[];
}
