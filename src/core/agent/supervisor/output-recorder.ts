import type { BoundedLog } from '../../process/bounded-log.ts';
import type { OutputStream } from '../../process/command.ts';
import { SecretRedactor } from '../../process/secret-redactor.ts';
import type { Store } from '../../store/store.ts';
import type { Agent } from '../agent.ts';
import { OutputObserver } from './output-observer.ts';

/**
 * Keeps an agent's output: all of it in the bounded log, what it tells of contention and caches in the store. Secrets
 * are taken out before anything else sees it.
 */
export class OutputRecorder {
  readonly #log: BoundedLog;
  readonly #secrets: ReadonlySet<string>;
  readonly #observe: (command: readonly string[] | null) => OutputObserver;
  #redactors: Record<OutputStream, SecretRedactor>;
  #observer: OutputObserver;

  /** @param secrets values that must not be shown, see `secretsOf` */
  constructor(
    store: Store,
    agent: Agent,
    log: BoundedLog,
    secrets: ReadonlySet<string>,
    onFault: (fault: unknown) => void,
  ) {
    this.#log = log;
    this.#secrets = secrets;
    this.#observe = (command) => new OutputObserver(store, agent.id, command, onFault);
    this.#redactors = newRedactors(secrets);
    this.#observer = this.#observe(null);
  }

  /** Writes a line of our own into the log, set apart from what commands print. */
  async announce(text: string): Promise<void> {
    const redactor = new SecretRedactor(this.#secrets);
    const line = Buffer.from(`\u001b[2m[lanekeeper] ${text}\u001b[22m\r\n`);
    await this.#log.write(Buffer.concat([redactor.push(line), redactor.end()]));
  }

  /** Says which command prints what comes from now on, until `settle`. */
  begin(command: readonly string[]): void {
    this.#redactors = newRedactors(this.#secrets);
    this.#observer = this.#observe(command);
  }

  /** Takes what a command printed; pending while the disk cannot keep up. */
  write(chunk: Uint8Array, stream: OutputStream): void | Promise<void> {
    return this.#take(this.#redactors[stream].push(chunk), stream);
  }

  /** Ends the streams of one task: what waited is over, and all that was seen is in the store. */
  async settle(): Promise<void> {
    await this.#take(this.#redactors.stdout.end(), 'stdout');
    await this.#take(this.#redactors.stderr.end(), 'stderr');
    const observer = this.#observer;
    this.#redactors = newRedactors(this.#secrets);
    this.#observer = this.#observe(null);
    await observer.end();
  }

  async close(): Promise<void> {
    await this.settle();
    await this.#log.close();
  }

  #take(chunk: Uint8Array, stream: OutputStream): void | Promise<void> {
    if (chunk.length === 0) return;
    this.#observer.read(chunk, stream);
    return this.#log.write(chunk);
  }
}

function newRedactors(secrets: ReadonlySet<string>): Record<OutputStream, SecretRedactor> {
  return { stdout: new SecretRedactor(secrets), stderr: new SecretRedactor(secrets) };
}
