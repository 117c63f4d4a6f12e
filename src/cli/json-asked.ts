/** Commands that run what the rest of the line says, of which no word is meant for us. */
const runners: ReadonlySet<string> = new Set(['run']);

/** Whether a command line asks for JSON, and so for its errors as JSON too; what stands behind `--` is another's. */
export function asksForJson(args: readonly string[]): boolean {
  if (runners.has(args[0] ?? '')) return false;
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  return own.some(
    (each, at) =>
      each === '--json' ||
      each === '--format=json' ||
      (each === '--format' && own[at + 1] === 'json'),
  );
}
