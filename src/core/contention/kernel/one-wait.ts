import type { Finding } from '../finding.ts';
import type { KernelWait } from './kernel-waits.ts';
import { resourceAt, resourceNamed } from './locked-resources.ts';

/**
 * Whether a message of an agent and a wait that the kernel shows of the same agent are one: a program of the message's
 * tool waits, for what the message names as far as that is known.
 */
export function isOneWait(
  { tool, kind, resource, blocking }: Finding,
  {
    waiter,
    path,
  }: { readonly waiter: Pick<KernelWait['waiter'], 'command'>; readonly path: string | null },
): boolean {
  if (kind !== 'lock-wait' || !blocking) return false;
  if (!waiter.command.split(/[ .]/).includes(tool)) return false;
  const named = resourceNamed(tool, resource);
  return named === null || path === null || named.path.test(path);
}

/** What the kernel shows of a wait that prints nothing, in the words of a message. */
export function silentFinding({ waiter, holder, path, confidence }: KernelWait): Finding {
  const known = resourceAt(path, waiter.command);
  const [tool = waiter.command] = waiter.command.split(' ');
  const what = [known?.name, path].filter(Boolean).join(', ') || 'a file lock';
  const by = holder ? `, held by ${holder.command} (pid ${String(holder.pid)})` : '';
  return {
    tool,
    kind: 'lock-wait',
    resource: path ?? '',
    blocking: true,
    line: 1,
    text: `${waiter.command} (pid ${String(waiter.pid)}) waits in silence for ${what}${by}.`,
    cure: known?.cure ?? 'It goes on when the holder lets the lock go.',
    confidence: confidence ?? 'certain',
  };
}
