import { insertCacheCounts } from '../../cache/counts.ts';
import { CacheObserver } from '../../cache/observation.ts';
import { assessmentOf } from '../../contention/command-context.ts';
import type { ContentionSignal } from '../../contention/finding.ts';
import { ContentionMatcher } from '../../contention/matcher.ts';
import { recordSignals } from '../../contention/record-signals.ts';
import type { OutputStream } from '../../process/command-output.ts';
import type { Store } from '../../store/store.ts';
import { PlainLines } from '../../terminal/plain-lines.ts';

/** What reads one stream. */
interface Reader {
  readonly matcher: ContentionMatcher;
  readonly lines: PlainLines;
  readonly caches: CacheObserver;
}

/** Records what the output of one command tells of contention and caches of the agent in whose environment it runs. */
export class OutputObserver {
  readonly #store: Store;
  readonly #agent: string;
  readonly #onFault: (fault: unknown) => void;
  readonly #readers: Readonly<Record<OutputStream, Reader>>;
  /** Findings are written one after the other, in the order in which they were seen. */
  #recorded: Promise<void> = Promise.resolve();

  /**
   * @param agent its id
   * @param command that prints; null for what is no command's
   */
  constructor(
    store: Store,
    agent: string,
    command: readonly string[] | null,
    onFault: (fault: unknown) => void,
  ) {
    this.#store = store;
    this.#agent = agent;
    this.#onFault = onFault;
    this.#readers = { stdout: newReader(command), stderr: newReader(command) };
  }

  /** @param chunk without secrets */
  read(chunk: Uint8Array, stream: OutputStream): void {
    const { matcher, lines, caches } = this.#readers[stream];
    this.#record(matcher.push(chunk));
    this.#count(caches, lines.push(chunk));
  }

  /** The command has ended: what waited is over. Resolves once all that was seen is in the store. */
  async end(): Promise<void> {
    for (const { matcher, lines, caches } of Object.values(this.#readers)) {
      this.#record(matcher.end());
      this.#count(caches, lines.end());
    }
    await this.#recorded;
  }

  #record(signals: readonly ContentionSignal[]): void {
    if (signals.length === 0) return;
    this.#enqueue(() =>
      this.#store.write((transaction) => {
        recordSignals(transaction, this.#agent, 'log', signals);
      }),
    );
  }

  #count(caches: CacheObserver, lines: readonly string[]): void {
    const counts = lines.flatMap((line) => caches.push(line));
    if (counts.length === 0) return;
    this.#enqueue(() =>
      this.#store.write((transaction) => {
        insertCacheCounts(transaction, this.#agent, counts);
      }),
    );
  }

  #enqueue(write: () => Promise<void>): void {
    this.#recorded = this.#recorded.then(write).catch(this.#onFault);
  }
}

function newReader(command: readonly string[] | null): Reader {
  return {
    matcher: new ContentionMatcher(command === null ? undefined : assessmentOf(command)),
    lines: new PlainLines(),
    caches: new CacheObserver(),
  };
}
