const window = 100;
const mostKeys = 256;

/**
 * Remembers what was reported within the last 100 lines, so that a message printed many times over
 * counts once.
 */
export class RecentFindings {
  readonly #lines = new Map<string, number>();

  /** Whether the key was here within the last lines; remembers that it is here now. */
  repeats(key: string, line: number): boolean {
    const last = this.#lines.get(key);
    this.#lines.delete(key);
    this.#lines.set(key, line);
    if (this.#lines.size > mostKeys) this.#forgetOldest();
    return last !== undefined && line - last <= window;
  }

  #forgetOldest(): void {
    for (const key of this.#lines.keys()) {
      this.#lines.delete(key);
      return;
    }
  }
}
