import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Disposable } from '../disposable.ts';

export type OutputStream = 'stdout' | 'stderr';

export interface OutputReader {
  /** The stream is not read while a returned promise is pending, which in turn makes the writer wait. */
  readonly onOutput: (chunk: Uint8Array, stream: OutputStream) => void | Promise<void>;
  /** Hears what `onOutput` throws, and read errors; reading goes on after the former. */
  readonly onFault: (fault: unknown) => void;
}

/** More than a pipe or socket pair holds unless an administrator raised the limits (pipe(7), socket(7)). */
const capacityBytes = 1024 * 1024;

/** Bytes that were in a pipe when its writer ended are readable at once, so silence means there are none left. */
const silenceMs = 100;

/** Delivers what a process writes to its two output streams until they end or `dispose`. */
export class CommandOutput implements Disposable {
  readonly #reader: OutputReader;
  readonly #streams: readonly Readable[];
  readonly #ended: Promise<unknown>;
  #open: number;
  #delivering = 0;
  #receivedBytes = 0;
  #disposed = false;

  constructor(streams: Readonly<Record<OutputStream, Readable>>, reader: OutputReader) {
    this.#reader = reader;
    this.#streams = [streams.stdout, streams.stderr];
    this.#open = this.#streams.length;
    this.#ended = Promise.all([
      this.#read(streams.stdout, 'stdout'),
      this.#read(streams.stderr, 'stderr'),
    ]);
  }

  /**
   * Resolves when all that was written before the call has been delivered. For a writer that has ended; a daemon it
   * left behind may hold the streams open, silent or flooding, and is not waited for.
   */
  async drained(): Promise<void> {
    const enough = this.#receivedBytes + capacityBytes;
    while (this.#open > 0 && this.#receivedBytes < enough) {
      const before = this.#receivedBytes;
      await this.#endedOrSilence();
      if (this.#receivedBytes === before && this.#delivering === 0) return;
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const stream of this.#streams) stream.destroy();
  }

  async #endedOrSilence(): Promise<void> {
    const timer = new AbortController();
    const silence = delay(silenceMs, undefined, { signal: timer.signal });
    // Aborting the timer is how it is cancelled here, and no fault.
    await Promise.race([this.#ended, silence.catch(() => undefined)]);
    timer.abort();
  }

  async #read(stream: Readable, name: OutputStream): Promise<void> {
    try {
      for await (const chunk of stream) {
        if (!(chunk instanceof Uint8Array)) continue;
        this.#receivedBytes += chunk.length;
        await this.#deliver(chunk, name);
      }
    } catch (fault) {
      if (!this.#disposed) this.#reader.onFault(fault);
    } finally {
      this.#open -= 1;
    }
  }

  async #deliver(chunk: Uint8Array, name: OutputStream): Promise<void> {
    this.#delivering += 1;
    try {
      await this.#reader.onOutput(chunk, name);
    } catch (fault) {
      this.#reader.onFault(fault);
    } finally {
      this.#delivering -= 1;
    }
  }
}
