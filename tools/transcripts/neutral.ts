/** Puts names that mean nothing elsewhere in place of those of this machine. */
export class Neutral {
  readonly #replaced: { readonly from: string | RegExp; readonly to: string }[] = [];

  replace(from: string | RegExp, to: string): void {
    if (from !== '') this.#replaced.push({ from, to });
  }

  text(text: string): string {
    return this.#replaced.reduce((result, { from, to }) => result.replaceAll(from, to), text);
  }

  /** The same pieces; in one where a name lies across a border, which would otherwise stay. */
  chunks(chunks: readonly string[]): string[] {
    const whole = this.text(chunks.join(''));
    const each = chunks.map((chunk) => this.text(chunk));
    return each.join('') === whole ? each : [whole];
  }
}
