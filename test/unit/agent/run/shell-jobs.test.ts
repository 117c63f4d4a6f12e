import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readMarker } from '../../../../src/core/process/agent-marker.ts';
import { readCommandLine } from '../../../../src/core/process/command-line.ts';
import { isZombie, type ProcessEntry } from '../../../../src/core/process/process-entry.ts';
import { readProcessTable } from '../../../../src/core/process/process-table.ts';
import { requireTool } from '../../required-tool.ts';
import { cli, engineRig } from '../engine-rig.ts';

const limit = 4;

describe('the job server of shells', function () {
  this.timeout(60_000);
  const shells: ChildProcess[] = [];

  let isOver = false;

  // Before the state that they work on goes.
  afterEach(() => {
    isOver = true;
    for (const { pid } of shells.splice(0)) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    for (const { parentPid, pid } of servers()) {
      process.kill(parentPid, 'SIGKILL');
      process.kill(pid, 'SIGKILL');
    }
  });

  const rig = engineRig({ gates: { compile: limit } });

  beforeEach(async function () {
    isOver = false;
    await requireTool(this, 'make');
  });

  const alive = (): ProcessEntry[] => readProcessTable().filter((entry) => !isZombie(entry));

  /** Those that serve this test's shells: the programs that their watching shells run. */
  function servers(): ProcessEntry[] {
    return alive().filter(
      ({ pid }) =>
        readCommandLine(pid)[1]?.startsWith('--disable-warning') === true &&
        readCommandLine(pid).includes('serve-jobs') &&
        readMarker(pid, 'LANEKEEPER_HOME') === rig().home,
    );
  }

  /** Looks at the process table until it is so, or the test's time is over. */
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isOver && !isSo()) await delay(20);
  };

  const isWatched = ({ parentPid }: ProcessEntry): boolean =>
    readCommandLine(parentPid).includes('lanekeeper-jobs');

  const builds = (shell: ChildProcess): ProcessEntry[] =>
    alive().filter(({ name, session }) => name === 'make' && session === shell.pid);

  const isFull = (shell: ChildProcess): boolean => {
    const [build] = builds(shell);
    return alive().filter(({ parentPid }) => parentPid === build?.pid).length === limit;
  };

  /** A shell that evaluates an agent's environment, as a terminal's does, and builds for ever. */
  async function openShell(): Promise<ChildProcess> {
    const { engine, workspace, environment } = rig();
    writeFileSync(
      path.join(workspace, 'jobs.mk'),
      'all: $(foreach i,$(shell seq 1000),job$(i))\njob%:\n\t@exec sleep 0.2\n',
    );
    await engine.spawn({ id: 'dev', workspace, interactive: true });
    const script = `eval "$('${process.execPath}' '${cli}' env dev)"
while :; do make -j -f jobs.mk; done`;
    const shell = spawn('sh', ['-c', script], {
      cwd: workspace,
      env: environment,
      detached: true,
      stdio: 'ignore',
    });
    shells.push(shell);
    await engine.attachTerminal('dev', shell.pid ?? 0);
    return shell;
  }

  it('is there again when it is killed, with the whole budget that the agent was given', async () => {
    const shell = await openShell();
    await until(() => isFull(shell));
    const [server] = servers();
    assert.ok(server);
    const [build] = builds(shell);
    assert.ok(build);
    process.kill(server.pid, 'SIGKILL');
    process.kill(build.pid, 'SIGKILL');
    await until(() => isFull(shell) && builds(shell)[0]?.pid !== build.pid);
    await until(() => servers().length === 1);
    assert.notEqual(servers()[0]?.pid, server.pid);
  });

  it('outlives the shell that watches it, and is watched again', async () => {
    const shell = await openShell();
    await until(() => servers().length === 1);
    const [server] = servers();
    assert.ok(server);
    process.kill(server.parentPid, 'SIGKILL');
    // A process that is being started has the words of the one that starts it.
    await until(() => {
      const [next, ...others] = servers().filter(({ pid }) => pid !== server.pid);
      return others.length === 0 && next !== undefined && isWatched(next);
    });
    await until(() => isFull(shell));
  });

  it('is started by whoever serves meanwhile when both it and what watches it are killed', async () => {
    const { engine, workspace } = rig();
    const shell = await openShell();
    await until(() => servers().length === 1 && isFull(shell));
    // Its supervisor stands ready to serve.
    await engine.spawn({ id: 'other', workspace, command: ['sleep', '1000'] });
    const [server] = servers();
    assert.ok(server);
    process.kill(server.parentPid, 'SIGKILL');
    process.kill(server.pid, 'SIGKILL');
    await until(() => servers().some(({ pid }) => pid !== server.pid));
    await engine.stop('other');
    const [build] = builds(shell);
    assert.ok(build);
    process.kill(build.pid, 'SIGKILL');
    await until(() => isFull(shell) && builds(shell)[0]?.pid !== build.pid);
  });
});
