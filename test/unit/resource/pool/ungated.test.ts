import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeWrapper } from '../../../../src/core/environment/job-wrappers.ts';
import { provideScript } from '../../../../src/core/environment/provide-script.ts';
import { agentMarker } from '../../../../src/core/process/agent-marker.ts';
import { findExecutable } from '../../../../src/core/process/find-executable.ts';
import { identify } from '../../../../src/core/process/identity.ts';
import { readProcessTable } from '../../../../src/core/process/process-table.ts';
import { jobVariables } from '../../../../src/core/resource/jobserver/job-variables.ts';
import { findUngated, type UngatedBuild } from '../../../../src/core/resource/pool/ungated.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

describe('builds outside of the gates', () => {
  const children: ChildProcess[] = [];
  let isOver = false;

  afterEach(() => {
    isOver = true;
    for (const { pid } of children.splice(0)) {
      try {
        if (pid !== undefined) process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  });

  const directory = temporaryDirectory();
  const here = (): string => realpathSync(directory());
  const jobs = (): string => path.join(here(), 'jobs');
  const fifo = (): string => path.join(jobs(), 'abc123');

  beforeEach(async function () {
    if (process.platform !== 'linux') this.skip();
    await requireTool(this, 'make');
    await requireTool(this, 'gcc');
    isOver = false;
    execFileSync('mkdir', [jobs()]);
    // Compilers that wait for their source.
    execFileSync('mkfifo', [fifo(), path.join(here(), 'hold.c')]);
    writeFileSync(
      path.join(here(), 'Makefile'),
      'all: one two\none two:\n\tgcc -c -o /dev/null hold.c\n',
    );
    await provideScript(path.join(here(), 'bin', 'make'), makeWrapper);
  });

  function start(command: string, words: readonly string[], more: NodeJS.ProcessEnv = {}): number {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/MAKE|^LANEKEEPER/.test(name),
    );
    const child = spawn(command, words, {
      cwd: here(),
      env: { ...Object.fromEntries(inherited), ...more },
      stdio: 'ignore',
      detached: true,
    });
    children.push(child);
    return child.pid ?? assert.fail(`${command} does not start`);
  }

  /** In an agent's environment, with a job server that this test is. */
  const inAgent = (): NodeJS.ProcessEnv => ({
    ...jobVariables(fifo()),
    [agentMarker]: 'uid-of-dev',
    PATH: `${path.join(here(), 'bin')}:${process.env['PATH'] ?? ''}`,
  });

  function found(): UngatedBuild[] {
    const agents = new Map([['uid-of-dev', 'dev']]);
    return findUngated({ table: readProcessTable(), jobs: jobs(), agents }).filter(
      (build) => build.directory === here(),
    );
  }

  const compilers = (): number =>
    readProcessTable().filter(({ pid, name }) => {
      if (name !== 'cc1') return false;
      try {
        return realpathSync(`/proc/${String(pid)}/cwd`) === here();
      } catch {
        return false;
      }
    }).length;

  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isOver && !isSo()) await delay(20);
  };

  it('are shown with what they run, where, and how many', async () => {
    const pid = start('make', ['-j2']);
    await until(() => compilers() === 2);
    const build = identify(pid);
    assert.deepEqual(found(), [
      {
        gate: 'COMPILE_JOBS',
        process: build,
        program: 'make',
        agent: null,
        directory: here(),
        processes: 3,
      },
    ]);
  });

  it('are those that take no tokens: not what goes through an agent’s wrapper, but what passes it by', async () => {
    start('sh', ['-c', 'exec make -j2'], inAgent());
    await until(() => compilers() > 0);
    assert.deepEqual(found(), []);
    const real = await findExecutable('make', process.env);
    assert.ok(real);
    start(real, ['-j2'], inAgent());
    await until(() => found().some(({ processes }) => processes === 3));
    assert.deepEqual(
      found().map(({ agent, program, processes }) => [agent, program, processes]),
      [['dev', 'make', 3]],
    );
  });

  it('are not what runs one job at a time in an agent, nor a compiler of what takes tokens', async () => {
    start('sh', ['-c', 'exec make'], inAgent());
    await until(() => compilers() === 1);
    assert.deepEqual(found(), []);
  });

  it('are single compilers as well', async () => {
    start('gcc', ['-c', '-o', '/dev/null', 'hold.c']);
    await until(() => compilers() === 1);
    assert.deepEqual(
      found().map(({ program, processes }) => [program, processes]),
      [['cc1', 1]],
    );
  });
});
