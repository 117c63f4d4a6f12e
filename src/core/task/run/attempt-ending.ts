import type { TaskDeclaration } from '../declaration/declaration.ts';
import type { MemoryKills } from './memory-kills.ts';

/**
 * How a command ended. `killed`: by a SIGKILL that nobody here sent; `isMemory` where the kernel says that it was for
 * want of memory.
 */
export type AttemptEnding =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'killed'; readonly isMemory: boolean }
  | { readonly kind: 'timed-out'; readonly seconds: number }
  | { readonly kind: 'cancelled' };

/** 128 + 9: what a shell says of a command that SIGKILL ended (POSIX sh, 2.8.2). */
const killedInShell = 137;

/** What the way a command's process ended means for its task. */
export function endingOf(
  task: TaskDeclaration,
  { exitCode, signal }: { exitCode: number | null; signal: NodeJS.Signals | null },
  kills: MemoryKills,
  { cancelled, timedOut }: { cancelled: boolean; timedOut: boolean },
): AttemptEnding {
  if (exitCode === 0) return { kind: 'succeeded' };
  if (cancelled) return { kind: 'cancelled' };
  if (timedOut) return { kind: 'timed-out', seconds: task.timeoutSeconds ?? 0 };
  if (signal === 'SIGKILL' || exitCode === killedInShell) {
    return { kind: 'killed', isMemory: kills.since() };
  }
  return signal === null
    ? { kind: 'failed', exitCode: exitCode ?? 1 }
    : { kind: 'signalled', signal };
}

/** How an ending that is no success is told, as a sentence. */
export function describeEnding(ending: AttemptEnding): string {
  switch (ending.kind) {
    case 'succeeded':
      return 'It succeeded.';
    case 'failed':
      return `It failed with exit code ${String(ending.exitCode)}.`;
    case 'signalled':
      return `It was ended by ${ending.signal}.`;
    case 'killed':
      return ending.isMemory
        ? 'The kernel killed it because the machine had run out of memory.'
        : 'It was ended by a SIGKILL that Lanekeeper did not send: by a person, or for want of memory.';
    case 'timed-out':
      return `It took longer than the ${String(ending.seconds)} s that it may take.`;
    case 'cancelled':
      return 'It was cancelled.';
  }
}
