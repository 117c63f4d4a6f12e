/**
 * A copy. A piece of a string keeps all of that string in memory, so what is kept for long must not
 * be one.
 */
export function detached(text: string): string {
  return Buffer.from(text).toString();
}
