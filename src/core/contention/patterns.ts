import type { ContentionPattern } from './pattern.ts';
import { buildPatterns } from './patterns/builds.ts';
import { cargoPatterns } from './patterns/cargo.ts';
import { gitPatterns } from './patterns/git.ts';
import { nodePatterns } from './patterns/node.ts';
import { packagePatterns } from './patterns/packages.ts';
import { pythonPatterns } from './patterns/python.ts';
import { rustPatterns } from './patterns/rust.ts';
import { serverPatterns } from './patterns/servers.ts';
import { systemPatterns } from './patterns/system.ts';

/** Every message that is recognised. Where several match a line, the first counts. */
export const patterns: readonly ContentionPattern[] = [
  ...cargoPatterns,
  ...rustPatterns,
  ...pythonPatterns,
  ...nodePatterns,
  ...serverPatterns,
  ...gitPatterns,
  ...buildPatterns,
  ...packagePatterns,
  ...systemPatterns,
];
