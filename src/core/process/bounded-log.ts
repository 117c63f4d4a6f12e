import { mkdir, open, rename, truncate, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Disposable } from '../disposable.ts';
import { errorCode } from './error-code.ts';
import { headPath, segmentNumbers, segmentPath } from './log-segments.ts';

export interface BoundedLogOptions {
  /** The live file. Its directory is made if need be. */
  readonly path: string;
  /** What all files of the log may take together. */
  readonly limitBytes?: number;
  /** How much of the beginning is kept for good: it tells what was run and how it started. */
  readonly headBytes?: number;
}

const mebibyte = 1024 * 1024;
const segmentCount = 8;
/** From here on `write` asks its caller to wait. */
const highWaterBytes = mebibyte;
const noticeBytes = 256;

/**
 * The output of a command on disk, byte for byte as it was written, in files whose sum never exceeds the limit: the
 * beginning, and the most recent output (at least 7/8 of the rest of the limit). Other processes may read it at any
 * time, with `followLog` or `tail -F`. One writer at a time; a later one appends.
 *
 * A full disk or a read-only one does not stop the command: its output is dropped and counted, and the log says how
 * much is missing as soon as it can be written again.
 */
export class BoundedLog implements Disposable {
  readonly #path: string;
  readonly #headBytes: number;
  readonly #segmentBytes: number;
  readonly #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #pumping: Promise<void> | null = null;
  #room: PromiseWithResolvers<undefined> | null = null;
  #file: FileHandle | null = null;
  #size = 0;
  #opened = false;
  #closed = false;
  #lostBytes = 0;
  #unreportedBytes = 0;
  #lossReason = '';

  constructor({ path: file, limitBytes = 64 * mebibyte, headBytes = mebibyte }: BoundedLogOptions) {
    this.#path = file;
    const usable = Math.max(limitBytes - headBytes - noticeBytes, segmentCount);
    this.#segmentBytes = Math.floor(usable / segmentCount);
    // The head is cut out of the first segment.
    this.#headBytes = Math.min(headBytes, this.#segmentBytes);
  }

  /** Bytes that could not be written since this log was opened. */
  get lostBytes(): number {
    return this.#lostBytes;
  }

  /**
   * Takes a chunk, which must not be changed afterwards. Resolves at once while there is room, else when enough was
   * written: awaiting it bounds memory. Never rejects; a chunk given after the end counts as lost.
   */
  write(chunk: Uint8Array): Promise<void> {
    if (this.#closed) {
      this.#lose(chunk.length, 'the log was closed');
      return Promise.resolve();
    }
    this.#queue.push(chunk);
    this.#queuedBytes += chunk.length;
    this.#pumping ??= this.#pump();
    if (this.#queuedBytes < highWaterBytes) return Promise.resolve();
    return (this.#room ??= Promise.withResolvers<undefined>()).promise;
  }

  /** Writes what is left, and how much was lost, and closes the file. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#pumping;
    if (this.#unreportedBytes > 0) await this.#append(new Uint8Array());
    await this.#closeFile();
  }

  /** Drops what is not written yet and closes the file as soon as the write under way has returned. */
  dispose(): void {
    this.#closed = true;
    for (const chunk of this.#queue.splice(0)) this.#lose(chunk.length, 'the log was closed');
    void (this.#pumping ?? Promise.resolve()).then(() => this.#closeFile());
  }

  async #pump(): Promise<void> {
    for (let chunk = this.#queue.shift(); chunk; chunk = this.#queue.shift()) {
      await this.#append(chunk);
      this.#queuedBytes = this.#queue.length === 0 ? 0 : this.#queuedBytes - chunk.length;
      if (this.#queuedBytes < highWaterBytes) {
        this.#room?.resolve(undefined);
        this.#room = null;
      }
    }
    this.#pumping = null;
  }

  async #append(chunk: Uint8Array): Promise<void> {
    let written = 0;
    try {
      if (this.#unreportedBytes > 0) await this.#report();
      while (written < chunk.length) {
        const file = await this.#live();
        const room = this.#segmentBytes - this.#size;
        const length = Math.min(chunk.length - written, room);
        const { bytesWritten } = await file.write(chunk, written, length);
        this.#size += bytesWritten;
        written += bytesWritten;
      }
    } catch (fault) {
      this.#lose(chunk.length - written, errorCode(fault) || String(fault));
      await this.#closeFile();
    }
  }

  /** Says in the log that output is missing. All or nothing: half a notice would be taken for output. */
  async #report(): Promise<void> {
    const notice = Buffer.from(
      `\n[lanekeeper] ${this.#unreportedBytes} bytes of output are missing here (${this.#lossReason}).\n`,
    );
    let file = await this.#live();
    if (this.#size + notice.length > this.#segmentBytes) {
      await this.#rotate();
      file = await this.#live();
    }
    const { bytesWritten } = await file.write(notice);
    if (bytesWritten < notice.length) {
      await file.truncate(this.#size);
      throw new Error(this.#lossReason);
    }
    this.#size += bytesWritten;
    this.#unreportedBytes = 0;
  }

  /** The live file, open and with room for at least a byte. */
  async #live(): Promise<FileHandle> {
    if (this.#file && this.#size >= this.#segmentBytes) await this.#rotate();
    if (!this.#file) {
      // Only the first time: a directory that was cleaned away later stays away.
      if (!this.#opened) await mkdir(path.dirname(this.#path), { recursive: true });
      // Output may hold secrets, so it is for its owner's eyes.
      this.#file = await open(this.#path, 'a', 0o600);
      this.#size = (await this.#file.stat()).size;
      this.#opened = true;
      if (this.#size >= this.#segmentBytes) return this.#live();
    }
    return this.#file;
  }

  /** Makes the live file the most recent segment, and lets go of the oldest if there are too many. */
  async #rotate(): Promise<void> {
    await this.#closeFile();
    const numbers = await segmentNumbers(this.#path);
    const next = (numbers.at(-1) ?? 0) + 1;
    await rename(this.#path, segmentPath(this.#path, next));
    numbers.push(next);
    while (numbers.length >= segmentCount) await this.#drop(numbers.shift() ?? next);
  }

  /** The first segment becomes the head by losing its end, which takes no space even on a full disk. */
  async #drop(number: number): Promise<void> {
    const segment = segmentPath(this.#path, number);
    if (number > 1) return unlink(segment);
    const notice = '\n[lanekeeper] Output is missing here: the log has reached its limit.\n';
    await truncate(segment, this.#headBytes);
    await rename(segment, headPath(this.#path));
    const head = await open(headPath(this.#path), 'a');
    await head.write(notice).finally(() => head.close());
  }

  #lose(bytes: number, reason: string): void {
    this.#lostBytes += bytes;
    this.#unreportedBytes += bytes;
    this.#lossReason = reason;
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    try {
      await file?.close();
    } catch (fault) {
      // Some file systems report a full disk only here (close(2)); how much it hit they do not say.
      this.#lose(0, errorCode(fault));
    }
  }
}
