import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { findExecutable } from '../../process/find-executable.ts';
import type { ProcessIdentity } from '../../process/identity.ts';
import { takeSlotScript } from './slot-script.ts';

/**
 * Holds a slot as the script that links go through does (environment/rust/link-gate.ts), in the same queue, for a
 * command and not for one link: a process of its own, since a lock that the command inherited would stay with each
 * daemon that it starts. It says which slot it has, is then told who the command is, and ends with it, or at once when
 * whoever asked ends before that.
 */
const holdScript = `slots=$1 count=$2 agent=$3
${takeSlotScript([
  'echo "$$ $agent place" >"$slots/$slot"',
  'echo $slot',
  'read -r command || exit 0',
  'while kill -0 "$command" || kill -0 "-$command"; do sleep 0.2 8>&-; done 2>/dev/null',
  'exit 0',
])}`;

/** A slot that a command has to itself. */
export interface HeldSlot {
  /** From 1 to `count`. */
  readonly number: number;
  bind(command: ProcessIdentity): void;
  release(): void;
}

export interface SlotRequest {
  /** Where the slots are, absolute; made where it is missing. */
  readonly directory: string;
  readonly agent: string | null;
  /** How many slots there are. */
  readonly count: number;
  readonly signal: AbortSignal | undefined;
  /** Called once it is clear that it has to wait. */
  readonly onWait: () => Promise<void>;
}

/** Longer than it takes to get a slot that is free; ms. */
const patienceMs = 100;

/** Waits for a slot, and takes it; null where there are none, as on macOS, or where `signal` came first. */
export async function holdSlot({
  directory,
  agent,
  count,
  signal,
  onWait,
}: SlotRequest): Promise<HeldSlot | null> {
  if (process.platform !== 'linux' || (await findExecutable('flock', process.env)) === null) {
    return null;
  }
  mkdirSync(directory, { recursive: true });
  const holder = spawn('sh', ['-c', holdScript, 'slot', directory, String(count), agent ?? ''], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // A ^C in the terminal is for the command.
    detached: true,
  });
  const slot = slotOf(holder, signal);
  const release = (): void => {
    endGroup(holder.pid);
  };
  try {
    const first = await Promise.race([slot, delay(patienceMs, 'waits', { ref: false })]);
    if (first === 'waits') await onWait();
  } catch (fault) {
    release();
    throw fault;
  }
  const taken = await slot;
  if (taken === null) {
    release();
    return null;
  }
  // It must not hold this process, which may end before the command does.
  holder.stdout.destroy();
  holder.unref();
  return {
    number: Number(taken),
    bind: ({ pid }) => {
      holder.stdin.end(`${String(pid)}\n`);
    },
    release,
  };
}

/** The number of the slot, once it has one; null where it ends without, or `signal` comes first. */
function slotOf(
  holder: ChildProcessByStdio<Writable, Readable, null>,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  return new Promise((resolve) => {
    const settle = (number: string | null): void => {
      signal?.removeEventListener('abort', giveUp);
      resolve(number);
    };
    const giveUp = (): void => {
      settle(null);
    };
    holder.stdout.once('data', (number: Buffer) => {
      settle(number.toString().trim());
    });
    holder.once('exit', giveUp).once('error', giveUp);
    // It may be gone when it is told who the command is.
    holder.stdin.on('error', () => undefined);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted) giveUp();
  });
}

/** With the flock(1) that it may be waiting in. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGTERM');
  } catch {
    // It has ended.
  }
}
