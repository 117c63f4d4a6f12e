import path from 'node:path';
import type { Agent } from '../../core/agent/agent.ts';
import type { ArtifactInventory } from '../../core/artifact/inventory.ts';
import type { CleanReport } from '../../core/artifact/clean-report.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { artifactWords } from '../artifact-words.ts';
import { formatBytes } from '../../core/quantities.ts';

/** What cleaning one agent would do. */
export interface CleanPlan {
  readonly agent: Pick<Agent, 'id' | 'name'>;
  readonly inventory: Pick<ArtifactInventory, 'items' | 'sharedBytes'>;
  readonly report: CleanReport;
  readonly isRunning: boolean;
}

/** Lines that fit a dialog on a small screen. */
const itemsShown = 8;

/** The question before a clean-up: what goes with its size, what stays, and what is never touched. */
export function planText(plans: readonly CleanPlan[]): { message: string; detail: string } {
  const who = names(plans.map(({ agent }) => agent));
  const running = plans.filter(({ isRunning }) => isRunning).map(({ agent }) => agent);
  const bytes = plans.reduce((sum, { report }) => sum + report.bytes, 0);
  const shared = plans.reduce((sum, each) => sum + linkedBytes(each), 0);
  const items = sizes(plans.flatMap(doomedItems));
  const places = plans.flatMap(({ report }) => report.removed.map((root) => root.path));
  const kept = plans.flatMap(({ report }) => report.kept);
  const message =
    running.length > 0
      ? `${names(running)} still ${running.length === 1 ? 'runs' : 'run'}. Stop and delete all artifacts of ${who}, freeing ${formatBytes(bytes)}?`
      : `Delete the artifacts of ${who}, freeing ${formatBytes(bytes)}?`;
  const detail = [
    'Deleted:',
    ...items.slice(0, itemsShown).map(([what, size]) => `• ${what}: ${formatBytes(size)}`),
    ...(items.length > itemsShown ? [`• and ${String(items.length - itemsShown)} more`] : []),
    ...(items.length === 0 ? ['• nothing was written'] : []),
    ...(shared > 0
      ? [`${formatBytes(shared)} of this is linked to files in shared caches, and stays there.`]
      : []),
    ...places.slice(0, itemsShown).map((place) => `in ${place}`),
    '',
    'Kept:',
    ...kept.slice(0, itemsShown).map((each) => `• ${each.path}: ${each.reason}`),
    ...(kept.length > itemsShown ? [`• and ${String(kept.length - itemsShown)} more`] : []),
    '• your source and the shared caches',
  ].join('\n');
  return { message: plainText(message), detail: plainText(detail) };
}

/** What lies in the directories that go. */
function doomedItems({ inventory, report }: CleanPlan): ArtifactInventory['items'] {
  return inventory.items.filter(({ path: item }) =>
    report.removed.some(({ path: root }) => item === root || item.startsWith(`${root}${path.sep}`)),
  );
}

/** The part of what goes that frees nothing. */
function linkedBytes(plan: CleanPlan): number {
  const listed = doomedItems(plan).reduce((sum, { bytes }) => sum + bytes, 0);
  return Math.max(0, Math.min(plan.inventory.sharedBytes, listed - plan.report.bytes));
}

/** Sizes by kind of artifact, largest first. */
function sizes(items: ArtifactInventory['items']): [string, number][] {
  const byKind = new Map<string, number>();
  for (const { kind, bytes } of items) {
    const words = artifactWords[kind];
    byKind.set(words, (byKind.get(words) ?? 0) + bytes);
  }
  return [...byKind].filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a);
}

/** What a clean-up did, in one line. */
export function resultText(
  agents: readonly Pick<Agent, 'name'>[],
  reports: readonly CleanReport[],
): string {
  const bytes = reports.reduce((sum, report) => sum + report.bytes, 0);
  const kept = reports.flatMap((report) => report.kept);
  const done = `Cleaned ${names(agents)}: ${formatBytes(bytes)} freed.`;
  const [first] = kept;
  if (!first) return done;
  const more = kept.length > 1 ? ` and ${String(kept.length - 1)} more, see the output` : '';
  return `${done} Kept ${first.path}: ${first.reason}${more}`;
}

function names(agents: readonly Pick<Agent, 'name'>[]): string {
  const [first] = agents;
  return first && agents.length === 1 ? `"${first.name}"` : `${String(agents.length)} agents`;
}
