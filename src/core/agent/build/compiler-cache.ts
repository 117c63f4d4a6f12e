import { readSccacheConfiguration } from '../../cache/sccache-configuration.ts';
import { ensureSccacheServer } from '../../cache/sccache-server.ts';
import type { Configuration } from '../../configuration.ts';
import { sortedVariables } from '../../environment/contract.ts';
import { LanekeeperError } from '../../error.ts';

export interface CompilerCache {
  /** The agent's environment contract as it holds from here on. */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * Why the agent's compilers run without the shared cache, or what is unusual about it, and what helps; null when there is
   * nothing to tell.
   */
  readonly warning: string | null;
}

/**
 * Makes sure that the shared compiler cache answers before an agent starts. A server that cannot be had costs time and
 * no agent: its wrapper runs the compilers themselves. The wrapper stays, because cargo builds anew without it.
 */
export async function startCompilerCache(
  contract: Readonly<Record<string, string>>,
  inherited: NodeJS.ProcessEnv,
  { caches }: Pick<Configuration, 'caches'>,
): Promise<CompilerCache> {
  if (!contract['LANEKEEPER_SCCACHE']) return { variables: contract, warning: null };
  const limit = await sizeLimit({ ...inherited, ...contract }, caches.sccacheGigabytes);
  // In the contract, because a client that finds its server dead starts the next one with what the agent has.
  const variables = sortedVariables({ ...contract, ...limit });
  try {
    const { otherVersion } = await ensureSccacheServer({ ...inherited, ...variables });
    return { variables, warning: otherVersion && `${otherVersion.reason} ${otherVersion.cure}` };
  } catch (fault) {
    if (!(fault instanceof LanekeeperError)) throw fault;
    return {
      variables: { ...variables, LANEKEEPER_SCCACHE: '' },
      warning: `It compiles without the shared cache. ${fault.message} ${fault.cure}`,
    };
  }
}

/**
 * What the user told sccache, by variable or in its settings file, else our setting. Any variable about the cache on disk
 * makes sccache forget all of the file's `[cache.disk]`: with SCCACHE_DIR set, the file's size is said again, and where
 * the file's folder holds, nothing is.
 */
async function sizeLimit(
  environment: NodeJS.ProcessEnv,
  gigabytes: number,
): Promise<Record<string, string>> {
  const own = environment['SCCACHE_CACHE_SIZE'];
  if (own) return { SCCACHE_CACHE_SIZE: own };
  const { directory, size } = await readSccacheConfiguration(environment);
  if (directory !== null && !environment['SCCACHE_DIR']) return {};
  return { SCCACHE_CACHE_SIZE: size ?? `${gigabytes}G` };
}
