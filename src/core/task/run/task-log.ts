import { readFileSync } from 'node:fs';
import type { OutputStream } from '../../process/command-output.ts';
import { BoundedLog } from '../../process/bounded-log.ts';
import { SecretRedactor } from '../../process/secret-redactor.ts';

/** What the log of one task takes at most; bytes. */
const limitBytes = 16 * 1024 ** 2;

/** The output of one task, without secrets, in a bounded file that is made with the first byte. */
export class TaskLog {
  readonly path: string;
  readonly #log: BoundedLog;
  readonly #onOutput: (chunk: Uint8Array, stream: OutputStream) => void;
  readonly #redactors: Readonly<Record<OutputStream, SecretRedactor>>;
  #isEmpty = true;

  /**
   * @param path absolute
   * @param onOutput hears what is written
   */
  constructor(
    path: string,
    secrets: ReadonlySet<string>,
    onOutput: (chunk: Uint8Array, stream: OutputStream) => void = () => undefined,
  ) {
    this.path = path;
    this.#onOutput = onOutput;
    this.#log = new BoundedLog({ path, limitBytes, headBytes: 64 * 1024 });
    this.#redactors = {
      stdout: new SecretRedactor(secrets),
      stderr: new SecretRedactor(secrets),
    };
  }

  /** A promise where the disk cannot keep up. */
  write(chunk: Uint8Array, stream: OutputStream): Promise<void> | null {
    const shown = this.#redactors[stream].push(chunk);
    return this.#append(shown, stream);
  }

  /** Null if nothing was printed; else the file, complete. */
  async close(): Promise<string | null> {
    await this.#append(this.#redactors.stdout.end(), 'stdout');
    await this.#append(this.#redactors.stderr.end(), 'stderr');
    if (this.#isEmpty) return null;
    await this.#log.close();
    return this.path;
  }

  #append(chunk: Uint8Array, stream: OutputStream): Promise<void> | null {
    if (chunk.length === 0) return null;
    this.#isEmpty = false;
    this.#onOutput(chunk, stream);
    return this.#log.write(chunk);
  }
}

/** The most recent part of a closed log; empty if there is none, or it has gone. */
export function readLog(file: string | null): Uint8Array {
  if (file === null) return new Uint8Array();
  try {
    return readFileSync(file);
  } catch {
    // Cleaned away: what a command printed is no reason to fail.
    return new Uint8Array();
  }
}
