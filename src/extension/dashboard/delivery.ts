import type { Disposable } from '../../core/disposable.ts';
import type { MessageToPage } from './contract.ts';
import type { Unnumbered } from './messages.ts';
import type { Clock } from './pace.ts';

/** A page that says nothing for so long has lost a message or is busy; each further try waits twice as long; ms. */
const firstPatience = 5000;

/** The webview as messages need it. */
export interface DashboardPage {
  readonly visible: boolean;
  post(message: MessageToPage): void;
}

export interface DeliveryOptions {
  readonly page: DashboardPage;
  readonly clock: Clock;
  /** The page has not said for long what it has seen. */
  readonly onSilence: () => void;
}

/** Numbers the messages to one page, and knows which of them it has taken in. Nothing goes to a page that is hidden. */
export class Delivery implements Disposable {
  readonly #options: DeliveryOptions;
  #sequence = 0;
  #seen = 0;
  #patience: Disposable | null = null;
  #patienceMilliseconds = firstPatience;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Whether the page has taken in all that it was sent. */
  get isTakenIn(): boolean {
    return this.#seen >= this.#sequence;
  }

  post(message: Unnumbered<MessageToPage>): void {
    const { page, clock, onSilence } = this.#options;
    if (!page.visible) return;
    this.#sequence += 1;
    this.#patience ??= clock.after(this.#patienceMilliseconds, () => {
      this.#patience = null;
      this.#patienceMilliseconds *= 2;
      onSilence();
    });
    page.post({ ...message, sequence: this.#sequence });
  }

  /** The page says that it has taken in all up to this number. */
  pageSaw(sequence: number): void {
    if (sequence > this.#sequence) return;
    this.#seen = Math.max(this.#seen, sequence);
    if (this.isTakenIn) this.rest();
  }

  /** Expects no answer to what was sent so far: the page may never have had it. */
  forget(): void {
    this.#seen = this.#sequence;
  }

  /** Waits for nothing any more. */
  rest(): void {
    this.#patience?.dispose();
    this.#patience = null;
    this.#patienceMilliseconds = firstPatience;
  }

  dispose(): void {
    this.rest();
  }
}
