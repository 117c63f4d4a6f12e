/**
 * What a tick of the sampler costs beside systeminformation.processes(), for 20 agents among at least 300 processes, in
 * one run. CPU is counted with that of children (systeminformation runs ps), from /proc/self/stat.
 *
 *     node bench/sampling.ts [--json]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { processes } from 'systeminformation';
import { type SampledAgent, Sampler } from '../src/core/metrics/sampler.ts';
import { agentMarker } from '../src/core/process/agent-marker.ts';
import { identify } from '../src/core/process/identity.ts';
import { readProcStat } from '../src/core/process/proc-stat.ts';
import { readProcessTable } from '../src/core/process/process-table.ts';

const agentCount = 20;
const processesPerAgent = 12;
const processCount = 300;
const ticks = 200;
const peerTicks = 5;
/** systeminformation answers from its cache for half a second. */
const peerPauseMs = 600;

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function startTree(size: number, uid: string): Promise<ChildProcess> {
  // Every process says that it is there by a line; the shell itself is one of them.
  const script = `i=1; while [ $i -lt ${size} ]; do sleep 1000 & i=$((i+1)); done; echo ready; wait`;
  const shell = spawn('sh', ['-c', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, [agentMarker]: uid },
  });
  await once(shell.stdout, 'data');
  return shell;
}

function cpuMs(): number {
  return (readProcStat(process.pid)?.cpuSeconds ?? 0) * 1000;
}

/** Means over `count` calls, after one that does not count; the pauses between them cost and count nothing. */
async function measure(count: number, pauseMs: number, tick: () => unknown): Promise<Cost> {
  await tick();
  let wall = 0;
  let cpu = 0;
  for (let index = 0; index < count; index += 1) {
    if (pauseMs > 0) await delay(pauseMs);
    const cpuBefore = cpuMs();
    const wallBefore = performance.now();
    await tick();
    wall += performance.now() - wallBefore;
    cpu += cpuMs() - cpuBefore;
  }
  return { wallMs: wall / count, cpuMs: cpu / count };
}

async function main(): Promise<void> {
  const shells: ChildProcess[] = [];
  try {
    const agents: SampledAgent[] = [];
    for (let index = 0; index < agentCount; index += 1) {
      const uid = `bench-${process.pid}-${index}`;
      const shell = await startTree(processesPerAgent, uid);
      shells.push(shell);
      agents.push({ id: `agent-${index}`, uid, process: identify(shell.pid ?? 0) });
    }
    const missing = processCount - readProcessTable().length;
    if (missing > 0) shells.push(await startTree(missing, 'bystanders'));
    const sampler = new Sampler();
    const ours = await measure(ticks, 0, () => sampler.sample(agents));
    const theirs = await measure(peerTicks, peerPauseMs, () => processes());
    const sample = sampler.sample(agents);
    const result = {
      processes: readProcessTable().length,
      agents: agents.length,
      sampled: sample.agents.reduce((sum, agent) => sum + agent.processes, 0),
      sampler: ours,
      systeminformation: theirs,
      cheaper: theirs.cpuMs / ours.cpuMs,
    };
    if (process.argv.includes('--json')) console.log(JSON.stringify(result));
    else console.log(result);
    if (ours.cpuMs > 10 || result.cheaper < 10) process.exitCode = 1;
  } finally {
    for (const { pid } of shells) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  }
}

await main();
