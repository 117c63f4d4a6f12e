import { assessmentOf } from './command-context.ts';
import type { Finding } from './finding.ts';
import { ContentionMatcher } from './matcher.ts';

/**
 * The contention findings in a log, as it is read. Rejects as the input does.
 *
 * @param command the command line that printed it, where it is known
 */
export async function* scan(
  input: AsyncIterable<Uint8Array>,
  command?: string,
): AsyncGenerator<Finding> {
  const matcher = new ContentionMatcher(command === undefined ? undefined : assessmentOf(command));
  for await (const chunk of input) {
    for (const signal of matcher.push(chunk)) if (signal.type === 'found') yield signal.finding;
  }
  for (const signal of matcher.end()) if (signal.type === 'found') yield signal.finding;
}
