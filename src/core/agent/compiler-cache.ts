import { ensureSccacheServer } from '../cache/sccache-server.ts';
import { LanekeeperError } from '../error.ts';

export interface CompilerCache {
  /** The agent's environment contract as it holds from here on. */
  readonly variables: Readonly<Record<string, string>>;
  /** Why the agent's compilers run without the shared cache, and what helps; null when they do not. */
  readonly warning: string | null;
}

/**
 * Makes sure that the shared compiler cache answers before an agent starts. A server that cannot be had costs time and
 * no agent: its wrapper runs the compilers themselves. The wrapper stays, because cargo builds anew without it.
 */
export async function startCompilerCache(
  variables: Readonly<Record<string, string>>,
  inherited: NodeJS.ProcessEnv,
): Promise<CompilerCache> {
  if (!variables['LANEKEEPER_SCCACHE']) return { variables, warning: null };
  try {
    await ensureSccacheServer({ ...inherited, ...variables });
    return { variables, warning: null };
  } catch (fault) {
    if (!(fault instanceof LanekeeperError)) throw fault;
    return {
      variables: { ...variables, LANEKEEPER_SCCACHE: '' },
      warning: `It compiles without the shared cache. ${fault.message} ${fault.cure}`,
    };
  }
}
