import type { Breach } from './breach.ts';

/** A breach in one sentence: who, where, when, and how it is known. Apart from `breach.ts` so that a presenter loads no schemas. */
export function breachText({ kind, path, agent, other, evidence }: Breach): string {
  const [last, before] = evidence.map(
    ({ pid, program, last: time, source }) =>
      `${program ?? 'a process'}${pid === null ? '' : ` (${String(pid)})`} at ${time}, by ${source}`,
  );
  return kind === 'two-writers'
    ? `${agent.id} and ${other.id} both wrote ${path}: ${last ?? ''}; and ${before ?? ''}.`
    : `${agent.id} wrote ${path}, which belongs to ${other.id}: ${last ?? ''}.`;
}
