import { isLive, type Agent } from '../../core/agent/agent.ts';
import { reasonText } from '../../core/cache/miss-reasons.ts';
import type { CachesReport } from '../../core/cache/report.ts';
import { causeOf } from '../../core/contention/cause.ts';
import type { Contention } from '../../core/contention/contention.ts';
import { machineHistory } from '../../core/metrics/observation.ts';
import type { Sample } from '../../core/metrics/sample.ts';
import type { Task } from '../../core/task/task.ts';
import {
  chartWindowSeconds,
  machineId,
  type AgentView,
  type CachesView,
  type ContentionsView,
  type ContentionView,
  type GateView,
  type HistoryView,
  type SampleView,
  type SnapshotMessage,
  type TaskView,
} from './contract.ts';
import { totalsView } from './contention-totals.ts';
import type { DashboardEngine } from './dashboard-engine.ts';
import { projectsView, standingsView } from './graph-view.ts';
import { machineView } from './machine-view.ts';
import type { Latest } from './messages.ts';
import { timelineView } from './timeline-view.ts';

// Each view is written out key by key: an agent's environment may hold secrets and never reaches the page.

/** As many ended waits as a person will look back through. */
const closedContentionsShown = 50;

export function agentsView(engine: DashboardEngine): AgentView[] {
  return engine.listAgents().map((agent: Agent) => ({
    id: agent.id,
    name: agent.name,
    type: agent.type,
    interactive: agent.interactive,
    status: agent.status,
    statusReason: agent.statusReason,
    live: isLive(agent.status),
    namespace: agent.namespace,
    drift: agent.drift,
    exitCode: agent.exitCode,
    createdAt: agent.createdAt,
    endedAt: agent.endedAt,
  }));
}

/** Tasks under way, which is what the dashboard names beside an agent; the Tasks view lists them all. */
export function tasksView(engine: DashboardEngine): TaskView[] {
  return engine.unfinishedTasks().flatMap((task: Task) => {
    const { id, agent, name, status, reason } = task;
    return status === 'running' || status === 'waiting'
      ? [{ id, agent, name, status, reason }]
      : [];
  });
}

export function gatesView(engine: DashboardEngine): GateView[] {
  return engine.gates().map((gate) => ({
    name: gate.name,
    class: gate.class,
    limit: gate.limit,
    running: gate.running,
    holders: gate.holders.map(({ agent, purpose, places, since }) => ({
      agent,
      purpose,
      places,
      since,
    })),
    waiting: gate.waiting.map(({ agent, purpose, reason, since }) => ({
      agent,
      purpose,
      reason,
      since,
    })),
    ungated: gate.ungated.map(({ agent, program, pid, processes, directory }) => ({
      agent,
      program,
      pid,
      processes,
      directory,
    })),
  }));
}

export function cachesView(report: CachesReport): CachesView {
  return {
    hitRate: report.hitRate,
    caches: report.caches.map((cache) => ({
      name: cache.name,
      ecosystem: cache.ecosystem,
      available: cache.available,
      reason: cache.reason,
      cure: cache.cure,
      location: cache.location,
      bytes: cache.bytes,
      limit: cache.limit,
      hits: cache.hits,
      misses: cache.misses,
      hitRate: cache.hitRate,
      reasons: cache.reasons.map(reasonText),
    })),
  };
}

export function contentionsView(engine: DashboardEngine): ContentionsView {
  const { open, closed } = engine.contention(undefined, closedContentionsShown);
  const latestFirst = closed.map(contentionView).sort((a, b) => b.since.localeCompare(a.since));
  return { open: open.map(contentionView), closed: latestFirst.slice(0, closedContentionsShown) };
}

function contentionView(contention: Contention): ContentionView {
  const { tool, kind, resource, text, cure, blocking, confidence } = contention.finding;
  const { id, agent, holder, path, source, refuted = false, since, until } = contention;
  return {
    ...{ id, agent, tool, kind, resource, path, source, confidence, refuted, text, cure, blocking },
    holder: holder && { agent: holder.agent, pid: holder.pid, command: holder.command },
    cause: causeOf(contention),
    ...{ since, until },
  };
}

export function sampleView(sample: Sample): SampleView {
  const { cpu, cores, memoryUsed, memoryTotal, pressure } = sample.machine;
  return {
    time: sample.time,
    machine: { cpu, cores, memoryUsed, memoryTotal, pressure: { ...pressure } },
    agents: sample.agents.map((agent) => ({ ...agent })),
  };
}

/** The charts' window of one series, ending at `until` (seconds since the epoch). */
function historyView(
  id: string,
  series: { time: Float64Array; cpu: Float64Array; memory: Float64Array },
  until: number,
): HistoryView {
  const from = series.time.findIndex((time) => time >= until - chartWindowSeconds);
  if (from < 0) return { id, times: [], cpu: [], memory: [] };
  return {
    id,
    times: [...series.time.subarray(from)],
    cpu: Array.from(series.cpu.subarray(from), known),
    memory: Array.from(series.memory.subarray(from), known),
  };
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** All the page shows, at `now` (milliseconds since the epoch), without its number. */
export function snapshot(
  engine: DashboardEngine,
  latest: Latest,
  now: number,
): Omit<SnapshotMessage, 'sequence'> {
  const agents = agentsView(engine);
  return {
    type: 'snapshot',
    time: new Date(now).toISOString(),
    agents,
    tasks: tasksView(engine),
    gates: gatesView(engine),
    caches: latest.caches && cachesView(latest.caches),
    contention: contentionsView(engine),
    totals: totalsView(engine.contentionTotals()),
    timeline: timelineView(engine, now),
    projects: projectsView(latest.projects),
    standings: standingsView(latest.projects),
    machine: machineView(latest.machine),
    sample: latest.sample && sampleView(latest.sample),
    history: [
      historyView(machineId, engine.history(machineHistory), now / 1000),
      ...agents.map((agent) => historyView(agent.id, engine.history(agent.id), now / 1000)),
    ],
  };
}
