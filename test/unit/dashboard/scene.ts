import { machineHistory } from '../../../src/core/metrics/observation.ts';
import type { Agent } from '../../../src/core/agent/agent.ts';
import type { CacheReport } from '../../../src/core/cache/report.ts';
import type { Contention } from '../../../src/core/contention/contention.ts';
import type { ContentionTotal } from '../../../src/core/contention/totals.ts';
import type { Finding } from '../../../src/core/contention/finding.ts';
import type { HistorySeries } from '../../../src/core/metrics/history.ts';
import type { AgentSample, Sample } from '../../../src/core/metrics/sample.ts';
import type { Task } from '../../../src/core/task/task.ts';
import type { Battery } from '../../../src/core/metrics/battery.ts';
import type { MachineSource } from '../../../src/extension/dashboard/dashboard-engine.ts';
import { FakeEngine } from './fake-engine.ts';
import { sceneProject } from './scene-graph.ts';
import { sceneTimeline } from './scene-timeline.ts';

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

export function makeAgent(id: string, part: Partial<Agent> = {}): Agent {
  return {
    id,
    uid: `00000000-0000-4000-8000-${id.padStart(12, '0').slice(0, 12)}`,
    name: id,
    type: 'rust-dev',
    interactive: false,
    status: 'running',
    statusReason: null,
    checkout: 'shared',
    capabilities: [],
    ecosystems: ['rust'],
    workspace: '/repo',
    path: '/repo',
    namespace: `linux_x64-1a2b3c4d-5e6f7a8b-${id}`,
    drift: [],
    roots: [],
    command: ['cargo', 'build'],
    environment: { SECRET_TOKEN: 'hunter2' },
    ports: [],
    process: null,
    spawner: null,
    exitCode: null,
    createdAt: '2026-11-01T10:00:00.000Z',
    endedAt: null,
    ...part,
  };
}

export function makeTask(id: number, agent: string, part: Partial<Task> = {}): Task {
  return {
    id,
    agent,
    origin: 'spawn',
    name: 'cargo build',
    directory: '/repo',
    lock: null,
    unlessExists: null,
    command: ['cargo', 'build'],
    class: 'compile',
    status: 'running',
    reason: null,
    process: null,
    exitCode: null,
    startedAt: null,
    endedAt: null,
    ...part,
  };
}

export function makeContention(
  id: number,
  agent: string,
  since: string,
  part: Partial<Contention> = {},
  finding: Partial<Finding> = {},
): Contention {
  return {
    id,
    agent,
    holder: null,
    finding: {
      tool: 'cargo',
      kind: 'lock-wait',
      resource: 'package cache',
      blocking: true,
      line: 1,
      text: 'Blocking waiting for file lock on package cache',
      cure: 'Give each agent its own CARGO_TARGET_DIR; the wait ends when the other command does.',
      confidence: 'likely',
      ...finding,
    },
    source: 'message',
    stream: 'log',
    waiter: null,
    path: null,
    kernelKey: null,
    since,
    until: null,
    ...part,
  };
}

export function makeCache(name: string, part: Partial<CacheReport> = {}): CacheReport {
  return {
    name,
    ecosystem: 'rust',
    available: true,
    reason: null,
    cure: null,
    total: null,
    location: `/home/dev/.cache/${name}`,
    bytes: null,
    limit: null,
    hits: null,
    misses: null,
    hitRate: null,
    uncacheable: {},
    reasons: [],
    agents: [],
    version: null,
    ...part,
  };
}

export function makeSample(time: number, agents: AgentSample[] = [], cpu = 3.2): Sample {
  return {
    time: new Date(time).toISOString(),
    machine: {
      cpu,
      cores: 8,
      memoryUsed: 11.4 * gibibyte,
      memoryTotal: 31.3 * gibibyte,
      pressure: { cpu: 0.18, memory: 0, io: 0.04 },
    },
    agents,
  };
}

export function makeMachine(battery: Battery | null): NonNullable<MachineSource['machine']> {
  return {
    facts: {
      processor: { name: 'AMD Ryzen 7 PRO 7840U w/ Radeon 780M Graphics', cores: 8, threads: 16 },
      memoryBytes: 31.3 * gibibyte,
      swapBytes: 8 * gibibyte,
      system: { name: 'Debian GNU/Linux 12', kernel: '6.1.0', architecture: 'x64' },
      graphics: [{ name: 'AMD Phoenix1', memoryBytes: null }],
    },
    battery,
  };
}

/** The shape of a build: begins, works in waves, ends. A pure function of the second, so pictures repeat. */
export function wave(second: number, seed: number, height: number): number {
  const slow = Math.sin(second / 47 + seed * 2.1) * 0.35;
  const quick = Math.sin(second / 7 + seed * 5.3) * 0.12 + Math.sin(second / 3.1 + seed) * 0.07;
  return Math.max(0.01, height * (0.55 + slow + quick));
}

export function makeHistory(
  now: number,
  from: number,
  to: number,
  value: (second: number) => { cpu: number; memory: number },
): HistorySeries {
  const seconds = Array.from({ length: to - from }, (_, index) => from + index + 1);
  const readings = seconds.map(value);
  return {
    time: Float64Array.from(seconds, (second) => now / 1000 - 600 + second),
    cpu: Float64Array.from(readings, (reading) => reading.cpu),
    memory: Float64Array.from(readings, (reading) => reading.memory),
  };
}

const workers = [
  { id: 'dev-1', seed: 1, height: 2.6, memory: 1900, from: 0, to: Infinity },
  { id: 'py-test', seed: 2, height: 0.9, memory: 420, from: 90, to: Infinity },
  { id: 'web', seed: 3, height: 1.5, memory: 760, from: 180, to: Infinity },
  { id: '5f0c9a1e', seed: 4, height: 0.5, memory: 640, from: 260, to: Infinity },
  { id: 'release', seed: 5, height: 2.1, memory: 1500, from: 0, to: 330 },
] as const;

/** What the agents of the scene use at a second of its ten minutes. */
export function sceneSample(now: number, second: number): Sample {
  const agents = workers
    .filter(({ from, to }) => second > from && second <= to)
    .map(({ id, seed, height, memory }) => ({
      id,
      cpu: wave(second, seed, height),
      memory: (memory + wave(second, seed + 9, memory * 0.3)) * mebibyte,
      readBytes: second * seed * 1.7 * mebibyte,
      writtenBytes: second * seed * 0.6 * mebibyte,
      processes: 2 + ((seed * 7) % 11),
    }));
  const cpu = agents.reduce((sum, agent) => sum + agent.cpu, 0.4);
  return makeSample(now - 600_000 + second * 1000, agents, cpu);
}

function contentionTotals(now: number): ContentionTotal[] {
  const day = (ago: number) => new Date(now - ago * 86_400_000).toISOString().slice(0, 10);
  return [
    { day: day(0), agent: 'py-test', resource: '.venv', count: 1, seconds: 74 },
    { day: day(0), agent: '5f0c9a1e', resource: '5173', count: 1, seconds: 0 },
    { day: day(1), agent: 'web', resource: 'package cache', count: 9, seconds: 312 },
    { day: day(1), agent: 'dev-1', resource: 'package cache', count: 4, seconds: 96 },
    { day: day(3), agent: 'gone', resource: '/repo/.git/index.lock', count: 2, seconds: 3.5 },
  ];
}

/** A working day: five agents of every kind, waits that go on and waits that ended. `now` is what it all ends at. */
export function busyEngine(now: number): FakeEngine {
  const engine = new FakeEngine();
  const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
  engine.agents = [
    makeAgent('dev-1', { createdAt: ago(3600) }),
    makeAgent('py-test', { type: 'python-test', createdAt: ago(510) }),
    makeAgent('web', {
      name: 'Web build',
      type: 'node-build',
      status: 'waiting',
      statusReason: 'Waits for package cache, held by agent dev-1 (cargo fetch, pid 41277).',
      createdAt: ago(420),
    }),
    makeAgent('5f0c9a1e', {
      name: 'Refactor the parser',
      type: 'claude',
      interactive: true,
      createdAt: ago(340),
    }),
    makeAgent('release', {
      type: 'rust-release',
      status: 'failed',
      exitCode: 101,
      createdAt: ago(3000),
      endedAt: ago(270),
    }),
  ];
  engine.openTasks = [
    makeTask(1, 'dev-1', { name: 'cargo test --workspace' }),
    makeTask(2, 'py-test', { name: 'pytest -x' }),
    makeTask(3, 'web', { name: 'pnpm run build' }),
  ];
  engine.limits = [
    {
      name: 'COMPILE_JOBS',
      class: 'compile',
      limit: 8,
      running: 5,
      holders: [],
      waiting: [],
      ungated: [],
    },
    {
      name: 'LINK_JOBS',
      class: 'link',
      limit: 2,
      running: 2,
      holders: [],
      waiting: [],
      ungated: [],
    },
    {
      name: 'TEST_JOBS',
      class: 'test',
      limit: 4,
      running: 1,
      holders: [],
      waiting: [],
      ungated: [],
    },
  ];
  engine.report = {
    hitRate: 0.874,
    caches: [
      makeCache('sccache', { hits: 1284, misses: 121, hitRate: 0.914, bytes: 4.2 * gibibyte }),
      makeCache('cargo registry', {
        location: '/home/dev/.cargo/registry',
        bytes: 1.1 * gibibyte,
      }),
      makeCache('pnpm', { ecosystem: 'node', hits: 812, misses: 94, hitRate: 0.896 }),
      makeCache('uv', { ecosystem: 'python', hits: 61, misses: 22, hitRate: 0.735, bytes: 3e8 }),
      makeCache('turbo', {
        ecosystem: 'node',
        available: false,
        reason: 'No turbo.json in this workspace.',
        cure: 'Run "turbo init" to use it.',
        location: null,
      }),
      makeCache('ccache', {
        ecosystem: 'native',
        available: false,
        reason: 'ccache is not installed.',
        cure: 'Install ccache 4 to share C and C++ compiles.',
        location: null,
      }),
    ],
  };
  engine.open = [
    makeContention(9, 'web', ago(42), {
      holder: { agent: 'dev-1', pid: 41277, command: 'cargo fetch' },
      source: 'both',
      path: '/home/dev/.cargo/.package-cache',
      waiter: { pid: 41302, command: 'cargo build' },
    }),
  ];
  engine.closed = [
    makeContention(
      8,
      'py-test',
      ago(205),
      { until: ago(131) },
      {
        tool: 'uv',
        resource: '.venv',
        text: 'Waiting to acquire lock for `.venv`',
        cure: 'Agents with environments of their own do not meet here.',
        confidence: 'possible',
      },
    ),
    makeContention(
      7,
      '5f0c9a1e',
      ago(318),
      { until: ago(317), holder: { agent: null, pid: 977, command: 'node' } },
      {
        tool: 'node',
        kind: 'port-in-use',
        resource: '5173',
        blocking: false,
        text: 'Error: listen EADDRINUSE: address already in use :::5173',
        cure: 'Use the port in PORT, which is the agent’s own.',
      },
    ),
  ];
  engine.totals = contentionTotals(now);
  engine.entries = sceneTimeline(now);
  engine.folders = [sceneProject()];
  for (const worker of workers) {
    const pick = (second: number) => {
      const use = sceneSample(now, second).agents.find((agent) => agent.id === worker.id);
      return { cpu: use?.cpu ?? Number.NaN, memory: use?.memory ?? Number.NaN };
    };
    engine.histories.set(worker.id, makeHistory(now, worker.from, Math.min(worker.to, 600), pick));
  }
  engine.histories.set(
    machineHistory,
    makeHistory(now, 0, 600, (second) => {
      const { cpu, memoryUsed } = sceneSample(now, second).machine;
      return { cpu, memory: memoryUsed };
    }),
  );
  return engine;
}
