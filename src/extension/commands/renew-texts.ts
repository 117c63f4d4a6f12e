import type { Agent } from '../../core/agent/agent.ts';
import type { Renewal } from '../../core/agent/renew.ts';
import { describeSeed } from '../../core/seed/describe.ts';
import { plainText } from '../../core/terminal/plain-text.ts';

/** What an agent that runs is asked about before its namespace is renewed. */
export function runningText({ name, drift }: Agent): { message: string; detail: string } {
  return {
    message: plainText(`${name} runs, and would go on in the namespace that it has.`),
    detail: plainText(
      [...drift, 'It is stopped first. Its log, checkout and ports stay.'].join('\n'),
    ),
  };
}

/** What was done, in a line or two. */
export function renewalText({ agent, before, drift, seeds }: Renewal): string {
  if (agent.namespace === before) {
    return plainText(`The namespace of ${agent.name} fits its inputs, and stays.`);
  }
  const [first, ...others] = drift;
  const more = others.length === 0 ? '' : ` and ${String(others.length)} more`;
  const why = first === undefined ? '' : ` (${first}${more})`;
  return plainText(
    [
      `${agent.name} has the namespace of today\u2019s inputs${why}.`,
      ...seeds.map(describeSeed),
    ].join(' '),
  );
}
