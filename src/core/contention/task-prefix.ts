/**
 * What task runners put before each line of a task: turbo `web:build: `, pnpm `packages/web build: `, concurrently `[1] ` or
 * `[web] `, docker compose `web-1  | `. A number after a colon is grep's, a level or a time in brackets a log's.
 */
const taskPrefix =
  /^(?:[A-Za-z@][\w@./#-]{0,100}:[A-Za-z][\w.-]{0,100}: |(?:\.|[\w@.-]{1,100}(?:\/[\w@.-]{1,100}){1,10}) [A-Za-z][\w:.-]{0,100}: |\[(?:\d{1,2}|(?!(?:info|debug|trace|warn|warning|error|fatal|notice|log|test)\])[a-z][\w:.-]{0,100})\] |[a-z][\w.-]{0,100}-\d{1,4} {1,100}\| )/;

/** The prefix of a line, or an empty string. */
export function taskPrefixOf(line: string): string {
  return taskPrefix.exec(line)?.[0] ?? '';
}
