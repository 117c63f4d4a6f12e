import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AgentProcesses } from '../../../src/core/process/agent-processes.ts';
import { currentIdentity, identify, isAlive } from '../../../src/core/process/identity.ts';
import type { ProcessEntry } from '../../../src/core/process/process-entry.ts';
import { readProcessTable } from '../../../src/core/process/process-table.ts';
import { eventually, fixture, markedEnvironment, programs } from './programs.ts';

describe("an agent's processes", () => {
  const { start, uid } = programs();

  const pidsOf = (agents: AgentProcesses, root: Parameters<typeof identify>[0] | null): number[] =>
    (
      agents
        .find([{ uid: uid(), process: root === null ? null : identify(root) }], readProcessTable())
        .get(uid()) ?? []
    ).map(({ pid }) => pid);

  it('are its root and all that descends from it', async () => {
    const program = await start('sh', '-c', 'sh -c "sleep 1000 & echo \\$!; wait" & wait');
    const leaf = Number(await program.line());
    const pids = pidsOf(new AgentProcesses(() => null), program.process.pid);
    assert.equal(pids.length, 3);
    assert.ok(pids.includes(program.process.pid) && pids.includes(leaf));
  });

  it('include a daemon that left the tree, by its marker', async () => {
    const program = await start('sh', fixture('daemon.sh'));
    const daemon = Number(await program.line());
    await program.command.result;
    assert.deepEqual(pidsOf(new AgentProcesses(), null), [daemon]);
  });

  it('include one that cleared its environment and stayed in the tree', async () => {
    const program = await start('sh', '-c', 'env -i /bin/sleep 1000 & echo $!; wait');
    const child = Number(await program.line());
    assert.ok(pidsOf(new AgentProcesses(), program.process.pid).includes(child));
  });

  it('include one that cleared its environment and was orphaned within a live session', async () => {
    const program = await start('sh', '-c', '(env -i /bin/sleep 1000 & echo $!); exec sleep 1000');
    const orphan = Number(await program.line());
    await eventually(() => readProcessTable().find(({ pid }) => pid === orphan)?.name === 'sleep');
    assert.ok(pidsOf(new AgentProcesses(() => null), program.process.pid).includes(orphan));
  });

  it('include one that then cleared its environment and left the tree, once it was seen', async () => {
    const program = await start(
      'sh',
      '-c',
      '(setsid sh -c "kill -STOP \\$\\$; exec env -i /bin/sleep 1000" & echo $!); exec sleep 1000',
    );
    const { pid } = program.process;
    const escaped = Number(await program.line());
    const entry = () => readProcessTable().find((each) => each.pid === escaped);
    await eventually(() => entry()?.state === 'T');
    const agents = new AgentProcesses();
    assert.ok(pidsOf(agents, pid).includes(escaped));
    process.kill(escaped, 'SIGCONT');
    await eventually(() => entry()?.name === 'sleep');
    assert.notEqual(entry()?.parentPid, pid);
    assert.ok(pidsOf(agents, pid).includes(escaped));
    assert.equal(pidsOf(new AgentProcesses(), pid).includes(escaped), false);
    process.kill(escaped, 'SIGKILL');
  });

  it('include one that changed its process group and session', async () => {
    const program = await start('sh', '-c', 'setsid sleep 1000 & echo $!; wait');
    const child = Number(await program.line());
    assert.ok(pidsOf(new AgentProcesses(() => null), program.process.pid).includes(child));
  });

  it('leave out those of an agent that was started inside it', async () => {
    const program = await start(
      'sh',
      '-c',
      'LANEKEEPER_AGENT_UID=inner sh -c "sleep 1000 & echo \\$!; wait" & wait',
    );
    const leaf = Number(await program.line());
    const roots = [
      { uid: uid(), process: program.process },
      { uid: 'inner', process: null },
    ];
    const found = new AgentProcesses().find(roots, readProcessTable());
    assert.deepEqual(
      found.get(uid())?.map(({ pid }) => pid),
      [program.process.pid],
    );
    assert.ok(found.get('inner')?.some(({ pid }) => pid === leaf));
    assert.equal(found.get('inner')?.length, 2);
  });

  it('are none for an agent whose root has the pid of a stranger', () => {
    const root = { ...currentIdentity(), startTime: '1' };
    const found = new AgentProcesses().find([{ uid: uid(), process: root }], readProcessTable());
    assert.deepEqual(found.get(uid()), []);
  });

  it('have their environment read once, however often they are looked for', async () => {
    const program = await start('sleep', '1000');
    const reads: number[] = [];
    const agents = new AgentProcesses((pid) => {
      reads.push(pid);
      return markedEnvironment(uid())['LANEKEEPER_AGENT_UID'] ?? null;
    });
    for (let times = 0; times < 3; times += 1) pidsOf(agents, program.process.pid);
    assert.equal(reads.filter((pid) => pid === program.process.pid).length, 1);
    assert.ok(isAlive(program.process));
  });

  it('are told for any table, even one with circles, each process once', () => {
    const entry = fc.record({
      pid: fc.integer({ min: 1, max: 12 }),
      parentPid: fc.integer({ min: 0, max: 12 }),
      session: fc.integer({ min: 0, max: 12 }),
      startTime: fc.integer({ min: 0, max: 3 }).map(String),
    });
    const tables = fc.uniqueArray(entry, { selector: ({ pid }) => pid });
    fc.assert(
      fc.property(tables, fc.array(fc.integer({ min: 1, max: 12 })), (rows, marked) => {
        const table = rows.map((row): ProcessEntry => ({ ...blank, ...row }));
        const agents = new AgentProcesses((pid) => (marked.includes(pid) ? 'b' : null));
        const root = table[0] ? { ...table[0], bootId: '' } : null;
        const found = agents.find(
          [
            { uid: 'a', process: root },
            { uid: 'b', process: null },
          ],
          table,
        );
        const all = [...(found.get('a') ?? []), ...(found.get('b') ?? [])];
        assert.equal(new Set(all).size, all.length);
        assert.ok(!root || found.get('a')?.some(({ pid }) => pid === root.pid));
      }),
    );
  });
});

const blank: Omit<ProcessEntry, 'pid' | 'parentPid' | 'session' | 'startTime'> = {
  group: 0,
  name: '',
  state: 'S',
  cpuSeconds: 0,
  reapedCpuSeconds: 0,
  residentBytes: 0,
  image: '1',
};
