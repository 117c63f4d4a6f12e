import { formatShare } from '../core/quantities.ts';
import { plainText } from '../core/terminal/plain-text.ts';

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints one line of data. What agents and tools named is never trusted to be plain text. */
export function printLine(text: string): void {
  process.stdout.write(`${plainText(text)}\n`);
}

/** Says something about the work, apart from its data. */
export function printNote(text: string): void {
  process.stderr.write(`${plainText(text)}\n`);
}

/** Prints rows in columns that line up; the first row is the heading. A cell cannot look like a row of its own. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const cells = rows.map((row) => row.map((cell) => plainText(cell).replaceAll(/[\n\t]/g, ' ')));
  const widths = cells.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
    [],
  );
  for (const row of cells) {
    const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
    process.stdout.write(`${line.trimEnd()}\n`);
  }
}

/** A rate of 0–1 for people: "87%", "–" where it is not known. */
export function formatRate(rate: number | null): string {
  return rate === null ? '–' : formatShare(rate);
}
