import type { Contention } from '../contention.ts';
import type { KernelWait } from './kernel-waits.ts';
import { isOneWait } from './one-wait.ts';
import { resourceNamed } from './locked-resources.ts';

/** What a look at the kernel's locks changes in what is recorded as open. */
export type ContentionChange =
  | { readonly type: 'open'; readonly wait: KernelWait }
  /** A message and the wait are one. */
  | { readonly type: 'confirm'; readonly contention: Contention; readonly wait: KernelWait }
  /** The lock was let go, and another has it before the waiter. */
  | { readonly type: 'pass-on'; readonly contention: Contention; readonly wait: KernelWait }
  | { readonly type: 'close'; readonly contention: Contention }
  | { readonly type: 'refute'; readonly contention: Contention };

export interface Look {
  readonly waits: readonly KernelWait[];
  /** Keys of waits that an earlier look saw as well: shorter ones that no tool tells of are everyday life. */
  readonly lasting: ReadonlySet<string>;
  /** Whether the kernel would show the wait that a message of a tool tells of, if there were one. */
  readonly wouldShow: (contention: Contention) => boolean;
}

/**
 * Holds what is recorded as open against what the kernel shows. The kernel is the authority for waits that it has
 * shown once: such a wait is over when it is gone from there, and not before.
 */
export function planChanges(open: readonly Contention[], look: Look): ContentionChange[] {
  const changes: ContentionChange[] = [];
  const taken = new Set<number>();
  for (const wait of look.waits) {
    const known = open.find(({ kernelKey }) => kernelKey === wait.key);
    if (known) {
      taken.add(known.id);
      if (known.holder?.pid !== wait.holder?.pid) {
        changes.push({ type: 'pass-on', contention: known, wait });
      }
      continue;
    }
    const message = open.find(
      (each) =>
        each.agent === wait.agent &&
        each.kernelKey === null &&
        each.holder === null &&
        !taken.has(each.id) &&
        isOneWait(each.finding, wait),
    );
    if (message) {
      taken.add(message.id);
      changes.push({ type: 'confirm', contention: message, wait });
    } else if (look.lasting.has(wait.key)) {
      changes.push({ type: 'open', wait });
    }
  }
  for (const contention of open) {
    if (taken.has(contention.id)) continue;
    if (contention.kernelKey !== null) changes.push({ type: 'close', contention });
    else if (isRefutable(contention) && look.wouldShow(contention)) {
      changes.push({ type: 'refute', contention });
    }
  }
  return changes;
}

/** Only a tool's own words for a lock that the kernel would show can be held against it. */
function isRefutable({ source, finding }: Contention): boolean {
  return (
    source === 'message' &&
    finding.kind === 'lock-wait' &&
    finding.blocking &&
    resourceNamed(finding.tool, finding.resource) !== null
  );
}
