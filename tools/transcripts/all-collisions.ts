import { cargo } from './cargo.ts';
import type { Collisions } from './collision.ts';
import { git } from './git.ts';
import { inOtherLanguages } from './languages.ts';
import { node, npm, pnpm } from './node.ts';
import { coreutils, gcc, go, java, rust, shells } from './programs.ts';
import { pip, python, uv } from './python.ts';
import { quoting } from './quoting.ts';
import { apt, dpkg, sqlite } from './system.ts';

const tools: readonly Collisions[] = [
  ...[cargo, rust, gcc, go, java, git, uv, pip, python, npm, pnpm, node],
  ...[sqlite, apt, dpkg, coreutils, shells],
];

/** All that is recorded. */
export const allCollisions: readonly Collisions[] = [...tools, inOtherLanguages(tools), quoting];
