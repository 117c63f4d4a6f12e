/** A command line in words, or what keeps it from being read. */
export type CommandLine = { readonly words: string[] } | { readonly fault: string };

/**
 * Splits a command line as a POSIX shell does (XCU 2.2 Quoting), and refuses what only a shell can do, since agents'
 * commands are started without one.
 */
export function splitCommandLine(text: string): CommandLine {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote !== null) {
      if (character === quote) quote = null;
      else if (quote === '"' && character === '\\' && /["\\$`]/.test(text.charAt(index + 1))) {
        index += 1;
        word = (word ?? '') + text.charAt(index);
      } else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === '\\' && index + 1 < text.length) {
      index += 1;
      word = (word ?? '') + text.charAt(index);
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (/[|&;<>]/.test(character)) {
      return { fault: `"${character}" needs a shell: write sh -c '…', or put it in quotes.` };
    } else word = (word ?? '') + character;
  }
  if (quote !== null) return { fault: `A closing ${quote} is missing.` };
  if (word !== null) words.push(word);
  return { words };
}

/** One line that `splitCommandLine` reads back as the same words. */
export function joinCommandLine(words: readonly string[]): string {
  return words
    .map((word) =>
      /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
    )
    .join(' ');
}
