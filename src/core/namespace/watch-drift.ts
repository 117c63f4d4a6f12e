import path from 'node:path';
import type { Disposable } from '../disposable.ts';
import { computeNamespace, type NamespaceExplanation, type NamespaceRequest } from './compute.ts';
import { driftBetween } from './drift.ts';

export interface DriftWatchOptions extends NamespaceRequest {
  /** What the agent was spawned with. */
  readonly explanation: NamespaceExplanation;
  /** Called whenever what has drifted since then changes; with an empty list when all is as it was again. */
  readonly onDrift: (drift: readonly string[]) => void;
  readonly onFault: (fault: unknown) => void;
}

/** A package manager writes its files in bursts. */
const settleMs = 300;

/**
 * Watches the lockfiles and manifests a namespace is made of and tells what has drifted. Only these files are watched,
 * so that a large workspace costs no more watches than it has manifests; a manifest that is added is noticed when one
 * of them changes next, which adding a member to a workspace does.
 */
export async function watchDrift(options: DriftWatchOptions): Promise<Disposable> {
  const { explanation, workspace, onDrift, onFault } = options;
  const { watch } = await import('chokidar');
  const stop = new AbortController();
  const isStopped = (): boolean => stop.signal.aborted;
  let timer: NodeJS.Timeout | undefined;
  let told = '';
  let running: Promise<void> = Promise.resolve();
  const compare = async (): Promise<void> => {
    if (isStopped()) return;
    try {
      const current = await computeNamespace({ ...options, signal: stop.signal });
      const drift = driftBetween(explanation, current);
      const text = drift.join('\n');
      if (isStopped() || text === told) return;
      told = text;
      onDrift(drift);
    } catch (fault) {
      if (!isStopped()) onFault(fault);
    }
  };
  const files = explanation.parts.project.inputs.map((input) => path.join(workspace, input.path));
  const watcher = watch(files, { ignoreInitial: true, followSymlinks: false, persistent: false });
  watcher.on('error', onFault);
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(compare);
    }, settleMs);
  });
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return {
    dispose: () => {
      stop.abort();
      clearTimeout(timer);
      watcher.close().catch(onFault);
    },
  };
}
