/**
 * What task runners put before each line of a task: turbo `@scope/web:build: `, pnpm `packages/web
 * build: `, concurrently `[1] ` or `[web] `, docker compose `web-1  | `. Not what looks alike:
 * grep's `notes.md:12:`, a compiler's `main.c:error: `, a log's `[info] `.
 */
const taskPrefix = new RegExp(
  '^(?:' +
    [
      String.raw`(?:\/\/|(?:@[a-z][\w.-]{0,100}\/)?[a-z][\w-]{0,100}):(?!(?:error|warning|fatal|panic|note|help|info|debug): )[a-z][\w.:-]{0,100}: `,
      String.raw`(?:\.|[\w@.-]{1,100}(?:\/[\w@.-]{1,100}){1,10}) [a-z][\w:.-]{0,100}: `,
      String.raw`\[(?:\d{1,2}|(?!(?:info|debug|trace|warn|warning|error|fatal|notice|log|test|gw\d+)\])[a-z][\w:.-]{0,100})\] `,
      String.raw`[a-z][\w.-]{0,100}-\d{1,4} {1,100}\| `,
    ].join('|') +
    ')',
);

/** The prefix of a line, or an empty string. */
export function taskPrefixOf(line: string): string {
  return taskPrefix.exec(line)?.[0] ?? '';
}
