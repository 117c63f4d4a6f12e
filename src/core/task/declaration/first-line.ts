/** What a fault says, without the excerpt of the file that parsers put below. */
export function firstLineOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
}
