import type { CacheProbe } from './probe.ts';
import { cargo } from './probes/cargo.ts';
import { ccache } from './probes/ccache.ts';
import { npm } from './probes/npm.ts';
import { pip } from './probes/pip.ts';
import { pnpm } from './probes/pnpm.ts';
import { sccache } from './probes/sccache.ts';
import { turbo } from './probes/turbo.ts';
import { uv } from './probes/uv.ts';

/** Every cache that Lanekeeper knows, in the order in which they are shown. */
export const cacheProbes: readonly CacheProbe[] = [
  sccache,
  ccache,
  cargo,
  pnpm,
  npm,
  turbo,
  pip,
  uv,
];
