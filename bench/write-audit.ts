/**
 * What a look of the write audit costs for 20 agents among at least 300 processes, in CPU time of this process, with
 * and without the process table that it has to read. Each agent's processes hold files open for writing; one in ten of
 * them is at work, which is what makes the audit look at it again. A look happens once a second, on the whole machine
 * once.
 *
 *     node bench/write-audit.ts [--json]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { agentMarker } from '../src/core/process/agent-marker.ts';
import { identify } from '../src/core/process/identity.ts';
import { readProcessTable } from '../src/core/process/process-table.ts';
import { OpenFiles } from '../src/core/verification/open-files.ts';
import { Territory } from '../src/core/verification/territory.ts';
import type { AuditedAgent } from '../src/core/verification/write-source.ts';
import { median } from './meter.ts';

const agentCount = 20;
const processesPerAgent = 12;
const processCount = 300;
const filesPerProcess = 8;
const looks = 200;
/** Milliseconds of CPU that a look may take. */
const bar = 10;

/** A shell with processes that each hold files open; the first of them works without end. */
async function startTree(directory: string, uid: string, size: number): Promise<ChildProcess> {
  const hold = Array.from({ length: filesPerProcess }, (_, index) => index + 3)
    .map((descriptor) => (descriptor < 10 ? `exec ${descriptor}>>"$1/$2-${descriptor}"` : ':'))
    .join('; ');
  const script = `
    hold() { ${hold}; }
    (set -- "$1" 0; hold; while :; do sleep 0.05; done) &
    i=2; while [ $i -lt ${size} ]; do (set -- "$1" $i; hold; exec sleep 1000) & i=$((i+1)); done
    echo ready; wait`;
  const shell = spawn('sh', ['-c', script, 'sh', directory], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, [agentMarker]: uid },
  });
  await once(shell.stdout, 'data');
  return shell;
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function main(): Promise<void> {
  const shells: ChildProcess[] = [];
  const directory = mkdtempSync(path.join(tmpdir(), 'lanekeeper-bench-'));
  try {
    const agents: AuditedAgent[] = [];
    for (let index = 0; index < agentCount; index += 1) {
      const uid = `bench-${process.pid}-${index}`;
      const shell = await startTree(directory, uid, processesPerAgent);
      shells.push(shell);
      agents.push({ uid, process: identify(shell.pid ?? 0), lives: [] });
    }
    const missing = processCount - readProcessTable().length;
    if (missing > 0) shells.push(await startTree(directory, 'bystanders', missing));
    const files = new OpenFiles();
    const territory = new Territory(
      agents.map(({ uid }) => ({ uid, roots: [path.join(directory, uid)], checkout: [directory] })),
      [],
    );
    const first = cpuMs(() => files.look(agents));
    const tables: number[] = [];
    const whole: number[] = [];
    let sightings = 0;
    for (let index = 0; index < looks; index += 1) {
      let table = readProcessTable();
      tables.push(cpuMs(() => (table = readProcessTable())));
      const cost = cpuMs(() => {
        const { writes } = files.look(agents, table);
        sightings += writes.length;
        for (const write of writes) territory.placeOf(write.path, write.agent);
      });
      whole.push((tables.at(-1) ?? 0) + cost);
    }
    const result = {
      processes: readProcessTable().length,
      agents: agents.length,
      firstLookMs: first,
      tableMs: median(tables),
      lookMs: median(whole),
      meanMs: whole.reduce((sum, each) => sum + each, 0) / whole.length,
      sightingsPerLook: sightings / looks,
    };
    if (process.argv.includes('--json')) console.log(JSON.stringify(result));
    else console.log(result);
    if (result.meanMs > bar) process.exitCode = 1;
  } finally {
    for (const { pid } of shells) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
