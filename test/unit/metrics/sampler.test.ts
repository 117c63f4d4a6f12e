import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { Sampler } from '../../../src/core/metrics/sampler.ts';
import { identify } from '../../../src/core/process/identity.ts';
import { readProcessTable } from '../../../src/core/process/process-table.ts';
import { fixture, programs } from '../process/programs.ts';

describe('a sample of agents', () => {
  const { start, uid } = programs();
  let child: ChildProcessByStdio<Writable, Readable, null> | null = null;

  afterEach(() => {
    child?.kill('SIGKILL');
    child = null;
  });

  it('counts processes and memory of the whole tree', async () => {
    const program = await start('sh', '-c', 'sleep 1000 & sleep 1000 & echo ready; wait');
    await program.line();
    const { agents, time } = new Sampler().sample([
      { id: 'a', uid: uid(), process: program.process },
    ]);
    assert.equal(agents.length, 1);
    assert.equal(agents[0]?.id, 'a');
    assert.equal(agents[0].processes, 3);
    assert.equal(agents[0].cpu, 0);
    assert.ok(agents[0].memory > 100 * 1024);
    assert.equal(new Date(time).toISOString(), time);
  });

  it('has nothing but zeros for an agent without processes', () => {
    const [agent] = new Sampler().sample([{ id: 'a', uid: uid(), process: null }]).agents;
    const nothing = { cpu: 0, memory: 0, readBytes: 0, writtenBytes: 0, processes: 0 };
    assert.deepEqual(agent, { id: 'a', ...nothing });
  });

  it('does not count a zombie as a process', async () => {
    const program = await start('sh', fixture('zombie.sh'));
    await program.line();
    const sampler = new Sampler();
    const agents = [{ id: 'a', uid: uid(), process: program.process }];
    while (
      !readProcessTable().some(
        (each) => each.state === 'Z' && each.parentPid === program.process.pid,
      )
    ) {
      await new Promise(setImmediate);
    }
    assert.equal(sampler.sample(agents).agents[0]?.processes, 1);
  });

  it('counts the CPU time of children that came and went between two samples', async () => {
    const program = spawn(process.execPath, [fixture('short-lived-children.mjs')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child = program;
    await once(program.stdout, 'data');
    const agents = [{ id: 'a', uid: uid(), process: identify(program.pid ?? 0) }];
    const sampler = new Sampler();
    sampler.sample(agents);
    const begin = performance.now();
    for (const round of [1, 2, 3]) {
      program.stdin.write(`${round}\n`);
      await once(program.stdout, 'data');
    }
    const [agent] = sampler.sample(agents).agents;
    const seconds = (performance.now() - begin) / 1000;
    // Three children of at least 200 ms each; the process itself uses next to nothing.
    const used = (agent?.cpu ?? 0) * seconds;
    assert.ok(used >= 0.55, `${used} s`);
    assert.equal(agent?.processes, 1);
    assert.ok(sampler.sample(agents).machine.cores >= agent.cpu);
  });

  it('keeps agents apart and in the order they were asked for', async () => {
    const one = await start('sleep', '1000');
    const other = await start('env', '-u', 'LANEKEEPER_AGENT_UID', 'sleep', '1000');
    const { agents } = new Sampler().sample([
      { id: 'b', uid: 'other', process: other.process },
      { id: 'a', uid: uid(), process: one.process },
    ]);
    assert.deepEqual(
      agents.map(({ id }) => id),
      ['b', 'a'],
    );
    assert.equal(agents[1]?.processes, 1);
  });
});
