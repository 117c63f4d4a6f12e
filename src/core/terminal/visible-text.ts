import { deceptive } from './plain-text.ts';

/** Control codes other than line feed and tab, and the separators that some programs take for line feeds. */
const unseen = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}]/gu;

/**
 * One text in which nothing is hidden, for what a user is asked to agree to: what `plainText` takes out is spelled out
 * instead, as `\u{202e}`. Line feeds and tabs stay.
 */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(unseen, spelled).replace(deceptive, spelled);
}

function spelled(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
