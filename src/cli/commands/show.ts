import type { Command } from 'commander';
import type { Agent } from '../../core/agent/agent.ts';
import type { Engine } from '../../core/engine.ts';
import type { AgentCacheCount } from '../../core/cache/counts.ts';
import { reasonText } from '../../core/cache/miss-reasons.ts';
import { agentLookups } from '../../core/cache/report.ts';
import type { Breach } from '../../core/verification/breach.ts';
import { breachText } from '../../core/verification/breach-text.ts';
import { formatBytes } from '../../core/quantities.ts';
import { portRange } from '../../core/resource/port-range.ts';
import { agentJsonWithEnvironment } from '../agent-json.ts';
import { withEngine } from '../engine.ts';
import { formatRate, printJson, printTable } from '../output.ts';

export function registerShow(program: Command): void {
  program
    .command('show')
    .description('Show all there is to know of one agent')
    .argument('<agent>')
    .option('--json', 'print one JSON document')
    .action(async (id: string, options: { json?: true }) => {
      await withEngine(async (engine) => {
        await engine.reconcile();
        const agent = engine.findAgent(id);
        if (options.json) {
          printJson({
            ...agentJsonWithEnvironment(agent),
            drift: await driftOf(engine, agent),
            breaches: engine.breaches(agent.id),
            caches: engine.lookups(agent.id).map((count) => ({
              name: count.cache,
              ...agentLookups(count),
            })),
          });
          return;
        }
        const artifacts = await engine.inventory(agent.id);
        const { open, closed } = engine.contention(agent.id);
        printTable([
          ['id', agent.id],
          ['name', agent.name],
          ['type', agent.type],
          ['status', [agent.status, agent.statusReason].filter(Boolean).join(': ')],
          ['command', agent.command.join(' ')],
          ['path', `${agent.path} (${agent.adopted ? 'adopted worktree' : agent.checkout})`],
          ['ports', portRange(agent.ports) ?? '–'],
          ['namespace', agent.namespace],
          ...(agent.notes ?? []).map((note) => ['environment', note]),
          ...driftRows(agent, await driftOf(engine, agent)),
          ['pid', agent.process === null ? '–' : String(agent.process.pid)],
          ['exit code', agent.exitCode === null ? '–' : String(agent.exitCode)],
          ['artifacts', `${formatBytes(artifacts.bytes)} in ${String(artifacts.files)} files`],
          ['contention', `${String(open.length)} open, ${String(closed.length)} ended`],
          ...engine.lookups(agent.id).flatMap(lookupRows),
          ...isolationRows(engine.breaches(agent.id)),
          ['created', agent.createdAt],
        ]);
      });
    });
}

/** Looked at anew, as no window may have watched; null where it cannot be told. */
async function driftOf(engine: Engine, { id }: Agent): Promise<readonly string[] | null> {
  try {
    return (await engine.explainNamespace(id)).drift;
  } catch {
    return null;
  }
}

function driftRows({ id }: Agent, drift: readonly string[] | null): string[][] {
  if (drift === null) return [['drift', 'not known']];
  const [first = 'none', ...others] = drift;
  return [
    ['drift', first],
    ...others.map((input) => ['', input]),
    ...(drift.length > 0 ? [['', `Renew it: lanekeeper namespace ${id} --renew`]] : []),
  ];
}

function lookupRows(count: AgentCacheCount): string[][] {
  const { hitRate, hits, misses, reasons } = agentLookups(count);
  return [
    [count.cache, `${formatRate(hitRate)} (${String(hits)} hits, ${String(misses)} misses)`],
    ...reasons.map((each) => ['', reasonText(each)]),
  ];
}

/** Breaches shown; "lanekeeper show --json" has all. */
const shown = 3;

function isolationRows(breaches: readonly Breach[]): string[][] {
  if (breaches.length === 0) return [['isolation', 'no breach seen']];
  return breaches.slice(-shown).flatMap((breach) => [
    ['isolation', breachText(breach)],
    ['', breach.cure],
  ]);
}
