import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Disposable } from '../../disposable.ts';
import { errorCode } from '../../process/error-code.ts';

/** What a look at a FIFO finds. */
export interface TokenState {
  /** Tokens that nobody uses; they are in our hands until `put`. */
  readonly idle: number;
  /** Whether a process besides us has it open: a tool that takes tokens. */
  readonly isOpen: boolean;
}

/** Makes the FIFO; Node has no mkfifo(3). Nobody but this user can open it. */
export async function makeFifo(file: string): Promise<void> {
  await promisify(execFile)('mkfifo', ['-m', '600', file]);
}

export function removeFifo(file: string): void {
  rmSync(file, { force: true });
}

const token = '+';

/**
 * The tokens of one command, in a FIFO as GNU make ≥ 4.4 and cargo ≥ 1.69 know it
 * (https://www.gnu.org/software/make/manual/html_node/POSIX-Jobserver.html). Kept open, since a FIFO that nobody has
 * open forgets what is in it (fifo(7)).
 */
export class TokenFifo implements Disposable {
  readonly #file: string;
  #descriptor: number;

  /** @throws ENOENT where it has been removed */
  constructor(file: string) {
    this.#file = file;
    this.#descriptor = this.#open();
  }

  /**
   * Takes the tokens that nobody uses, and tells whether anybody has the FIFO open: for a moment we have not, and then
   * opening it for writing fails with ENXIO (fifo(7)). The kernel's word on who builds, in some µs, however a client
   * ended.
   */
  look(): TokenState {
    const idle = this.take(Number.POSITIVE_INFINITY);
    closeSync(this.#descriptor);
    const isOpen = isFifoOpen(this.#file);
    this.#descriptor = this.#open();
    return { idle, isOpen };
  }

  put(count: number): void {
    if (count > 0) writeSync(this.#descriptor, token.repeat(count));
  }

  /** Takes back at most so many that nobody uses; never waits. */
  take(most: number): number {
    const buffer = Buffer.alloc(256);
    let taken = 0;
    while (taken < most) {
      try {
        const length = Math.min(buffer.length, most - taken);
        taken += readSync(this.#descriptor, buffer, 0, length, null);
      } catch (fault) {
        if (errorCode(fault) === 'EAGAIN') break;
        throw fault;
      }
    }
    return taken;
  }

  dispose(): void {
    closeSync(this.#descriptor);
  }

  #open(): number {
    return openSync(this.#file, constants.O_RDWR | constants.O_NONBLOCK);
  }
}

/**
 * Whether anybody has a FIFO open for reading, this process included.
 *
 * @throws ENOENT where it has been removed
 */
export function isFifoOpen(file: string): boolean {
  try {
    closeSync(openSync(file, constants.O_WRONLY | constants.O_NONBLOCK));
    return true;
  } catch (fault) {
    if (errorCode(fault) === 'ENXIO') return false;
    throw fault;
  }
}
