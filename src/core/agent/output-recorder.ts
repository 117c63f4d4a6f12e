import { CacheObserver } from '../cache/observation.ts';
import { insertCacheCounts } from '../cache/counts.ts';
import { assessmentOf } from '../contention/command-context.ts';
import type { Assessment } from '../contention/confidence.ts';
import type { ContentionSignal } from '../contention/finding.ts';
import { ContentionMatcher } from '../contention/matcher.ts';
import { recordSignals } from '../contention/record-signals.ts';
import type { BoundedLog } from '../process/bounded-log.ts';
import type { OutputStream } from '../process/command.ts';
import { SecretRedactor } from '../process/secret-redactor.ts';
import type { Store } from '../store/store.ts';
import { PlainLines } from '../terminal/plain-lines.ts';
import type { Agent } from './agent.ts';

/** What reads one stream of one task. */
interface Reader {
  readonly redactor: SecretRedactor;
  readonly matcher: ContentionMatcher;
  readonly lines: PlainLines;
  readonly caches: CacheObserver;
}

/**
 * Keeps an agent's output: all of it in the bounded log, what it tells of contention and caches in the store. Secrets
 * are taken out before anything else sees it.
 */
export class OutputRecorder {
  readonly #store: Store;
  readonly #agent: Agent;
  readonly #log: BoundedLog;
  readonly #onFault: (fault: unknown) => void;
  readonly #secrets: ReadonlySet<string>;
  #readers: Record<OutputStream, Reader>;
  /** Findings are written one after the other, in the order in which they were seen. */
  #recorded: Promise<void> = Promise.resolve();

  /** @param secrets values that must not be shown, see `secretsOf` */
  constructor(
    store: Store,
    agent: Agent,
    log: BoundedLog,
    secrets: ReadonlySet<string>,
    onFault: (fault: unknown) => void,
  ) {
    this.#store = store;
    this.#agent = agent;
    this.#log = log;
    this.#secrets = secrets;
    this.#readers = newReaders(secrets);
    this.#onFault = onFault;
  }

  /** Writes a line of our own into the log, set apart from what commands print. */
  async announce(text: string): Promise<void> {
    const redactor = new SecretRedactor(this.#secrets);
    const line = Buffer.from(`\u001b[2m[lanekeeper] ${text}\u001b[22m\r\n`);
    await this.#log.write(Buffer.concat([redactor.push(line), redactor.end()]));
  }

  /** Says which command prints what comes from now on, until `settle`. */
  begin(command: readonly string[]): void {
    this.#readers = newReaders(this.#secrets, assessmentOf(command));
  }

  /** Takes what a command printed; pending while the disk cannot keep up. */
  write(chunk: Uint8Array, stream: OutputStream): void | Promise<void> {
    return this.#take(this.#readers[stream].redactor.push(chunk), stream);
  }

  /** Ends the streams of one task: what waited is over, and all that was seen is in the store. */
  async settle(): Promise<void> {
    await this.#take(this.#readers.stdout.redactor.end(), 'stdout');
    await this.#take(this.#readers.stderr.redactor.end(), 'stderr');
    for (const { matcher, lines, caches } of Object.values(this.#readers)) {
      this.#record(matcher.end());
      this.#count(caches, lines.end());
    }
    this.#readers = newReaders(this.#secrets);
    await this.#recorded;
  }

  async close(): Promise<void> {
    await this.settle();
    await this.#log.close();
  }

  #take(chunk: Uint8Array, stream: OutputStream): void | Promise<void> {
    if (chunk.length === 0) return;
    const { matcher, lines, caches } = this.#readers[stream];
    this.#record(matcher.push(chunk));
    this.#count(caches, lines.push(chunk));
    return this.#log.write(chunk);
  }

  #record(signals: readonly ContentionSignal[]): void {
    if (signals.length === 0) return;
    this.#enqueue(() =>
      this.#store.write((transaction) => {
        recordSignals(transaction, this.#agent.id, 'log', signals);
      }),
    );
  }

  #count(caches: CacheObserver, lines: readonly string[]): void {
    const counts = lines.flatMap((line) => caches.push(line));
    if (counts.length === 0) return;
    this.#enqueue(() =>
      this.#store.write((transaction) => {
        insertCacheCounts(transaction, this.#agent.id, counts);
      }),
    );
  }

  #enqueue(write: () => Promise<void>): void {
    this.#recorded = this.#recorded.then(write).catch(this.#onFault);
  }
}

function newReaders(
  secrets: ReadonlySet<string>,
  assess?: Assessment,
): Record<OutputStream, Reader> {
  const reader = (): Reader => ({
    redactor: new SecretRedactor(secrets),
    matcher: new ContentionMatcher(assess),
    lines: new PlainLines(),
    caches: new CacheObserver(),
  });
  return { stdout: reader(), stderr: reader() };
}
