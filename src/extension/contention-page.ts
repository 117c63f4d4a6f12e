import { causeOf } from '../core/contention/cause.ts';
import type { Cause } from '../core/contention/causes.ts';
import type { Contention } from '../core/contention/contention.ts';
import { evidenceText } from '../core/contention/evidence-text.ts';
import { holderText, secondsLost } from '../core/contention/holder-text.ts';
import type { Engine } from '../core/engine.ts';
import { formatDuration } from '../core/quantities.ts';
import { plainText } from '../core/terminal/plain-text.ts';

/** Why agents meet there, as a sentence. */
const causeTexts: Readonly<Record<Cause, string>> = {
  'shared-target': 'Two builds write one directory.',
  'package-cache': 'A cache that agents share lets one of them write at a time.',
  lockfile: 'Two agents change the lockfile of one checkout.',
  git: 'Two git commands work on one repository.',
  database: 'Two programs write one database.',
  'system-packages': 'One package manager of the system works at a time.',
  port: 'Two servers want one port.',
  file: 'A file is in use.',
  memory: 'There is not enough memory for all that runs.',
  disk: 'The disk is full.',
  limit: 'A limit of the system is reached.',
  'foreign-process': 'A process that is no agent’s has it.',
  other: 'Not known.',
};

/** All that is known of one contention, as Markdown. */
export function contentionPage(engine: Engine, contention: Contention): string {
  const { finding, waiter, holder, path, since, until } = contention;
  const agent = engine.listAgents().find((each) => each.id === contention.agent);
  const lost = engine
    .contentionTotals()
    .filter((total) => total.agent === contention.agent)
    .reduce((sum, { seconds }) => sum + seconds, 0);
  const name = agent?.name ?? contention.agent;
  const rows = [
    ['What was seen', finding.text],
    ['Waiting', waiter && `${waiter.command} (pid ${String(waiter.pid)})`],
    ['Held by', holderText(holder)],
    ['File', path],
    ['Since', new Date(since).toLocaleString()],
    ['Until', until === null ? 'It goes on.' : new Date(until).toLocaleString()],
    ['Lost', finding.blocking ? formatDuration(secondsLost(contention)) : null],
    ['Lost by this agent in all', formatDuration(lost)],
    ['Known because', evidenceText(contention)],
    ['Cause', causeTexts[causeOf(contention)]],
  ];
  const lines = [
    `# ${name}: ${finding.tool} ${finding.kind}${finding.resource && `, ${finding.resource}`}`,
    '',
    ...rows.flatMap(([label, value]) => (value ? [`- **${label ?? ''}**: ${value}`] : [])),
    '',
    '## What to do',
    '',
    finding.cure,
    '',
  ];
  return plainText(lines.join('\n'));
}
