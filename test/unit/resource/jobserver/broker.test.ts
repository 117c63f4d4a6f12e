import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { locate } from '../../../../src/core/location.ts';
import { identify } from '../../../../src/core/process/identity.ts';
import { computeGates } from '../../../../src/core/resource/gates.ts';
import { JobBroker } from '../../../../src/core/resource/jobserver/broker.ts';
import { jobDirectory } from '../../../../src/core/resource/jobserver/job-directory.ts';
import { type Jobs, openJobs } from '../../../../src/core/resource/jobserver/open-jobs.ts';
import { makeWrapper } from '../../../../src/core/environment/job-wrappers.ts';
import { provideScript } from '../../../../src/core/environment/provide-script.ts';
import { acquireLease } from '../../../../src/core/resource/pool/acquire.ts';
import { placesOf } from '../../../../src/core/resource/pool/lease.ts';
import { allLeases, listLeases } from '../../../../src/core/resource/pool/lease-table.ts';
import { Store } from '../../../../src/core/store/store.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const limit = 4;
const programs = path.join(import.meta.dirname, '../../../fixtures/programs');

/** Looks again until it is so; the test's own time limit ends a wait in vain. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(5);
}

describe('the job server', () => {
  const directory = temporaryDirectory();
  const children: ChildProcess[] = [];
  let store: Store;
  let brokers: JobBroker[] = [];
  const limits = computeGates(undefined, { compile: limit });
  const location = () => locate({ LANEKEEPER_HOME: directory() });

  beforeEach(async function () {
    await requireTool(this, 'make');
    store = new Store(location().database);
    brokers = [];
    await provideScript(path.join(directory(), 'bin', 'make'), makeWrapper);
    // One line a job while it runs, so that those that run at once can be counted at any moment.
    writeFileSync(
      path.join(directory(), 'jobs.mk'),
      [
        'n ?= 12',
        'all: $(foreach i,$(shell seq $(n)),job$(i))',
        'job%:',
        '\t@exec sleep 0.2',
        '',
      ].join('\n'),
    );
  });

  afterEach(async () => {
    for (const { pid } of children.splice(0)) {
      try {
        if (pid !== undefined) process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
    for (const broker of brokers) await broker.stop();
    store.dispose();
  });

  function serve(): JobBroker {
    const broker = new JobBroker({
      store,
      limits,
      directory: jobDirectory(location()) ?? '',
      onFault: (fault) => {
        throw fault;
      },
    });
    brokers.push(broker);
    broker.start();
    return broker;
  }

  /** A process of its own that serves. */
  async function serveElsewhere(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [path.join(programs, 'serve-jobs.ts'), String(limit)], {
      env: { ...process.env, LANEKEEPER_HOME: directory() },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    children.push(child);
    assert.ok(child.stdout);
    await once(child.stdout, 'data');
    return child;
  }

  const open = async (): Promise<Jobs> =>
    (await openJobs(
      { store, location: location() },
      { agent: null, purpose: 'make', lease: null },
    )) ?? assert.fail('a FIFO can be made here');

  async function build(
    jobs: number,
    shared?: Jobs,
    file = 'jobs.mk',
  ): Promise<{ child: ChildProcess; tokens: Jobs; fifo: string }> {
    const tokens = shared ?? (await open());
    const child = spawn('make', ['-j8', '-f', file, `n=${String(jobs)}`], {
      cwd: directory(),
      env: {
        ...process.env,
        ...tokens.variables,
        PATH: `${path.join(directory(), 'bin')}:${process.env['PATH'] ?? ''}`,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
      detached: true,
    });
    children.push(child);
    const identity = identify(child.pid ?? 0);
    assert.ok(identity);
    if (!shared) await tokens.bind(identity);
    return { child, tokens, fifo: tokens.variables['LANEKEEPER_JOBS'] ?? '' };
  }

  /** Of builds: what they were started in has none while they build. */
  const places = (): number[] => listLeases(store).map(placesOf).filter(Boolean);
  const total = (): number => places().reduce((sum, count) => sum + count, 0);
  const childrenOf = (pid: number | undefined): string[] =>
    readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean);
  const jobsOf = ({ pid }: ChildProcess): number => childrenOf(pid).length;

  it('gives a lone build the whole gate, and takes everything back at its end', async () => {
    serve();
    const { child, tokens, fifo } = await build(24);
    await until(() => jobsOf(child) === limit);
    assert.deepEqual(places(), [limit]);
    await once(child, 'exit');
    await tokens.close();
    assert.deepEqual(allLeases(store), []);
    assert.equal(existsSync(fifo), false);
    assert.deepEqual(readdirSync(path.dirname(fifo)), []);
  });

  it('has back what a killed build held, also while another goes on in the same shell', async () => {
    serve();
    const shell = await open();
    const own = identify(process.pid);
    assert.ok(own);
    await shell.bind(own);
    const first = await build(1_000, shell);
    await until(() => jobsOf(first.child) === limit);
    const second = await build(1_000, shell);
    await until(() => places().length === 2);
    first.child.kill('SIGKILL');
    await until(() => jobsOf(second.child) === limit);
    assert.deepEqual(places(), [limit]);
    second.child.kill('SIGKILL');
    await until(() => places().length === 0);
    await shell.bind(identify(second.child.pid ?? 0) ?? { ...own, startTime: 'gone' });
    await shell.close();
  });

  it('gives a build that another one starts no job beside the one it runs in', async () => {
    serve();
    writeFileSync(path.join(directory(), 'outer.mk'), 'all:\n\t+@make -j8 -f jobs.mk n=1000\n');
    const { child, fifo } = await build(1_000, undefined, 'outer.mk');
    await until(() => childrenOf(child.pid).length === 1);
    await until(() => childrenOf(Number(childrenOf(child.pid)[0])).length === limit);
    assert.deepEqual(places(), [limit]);
    const own = readdirSync(path.dirname(fifo)).filter((name) => name.includes('.'));
    assert.equal(own.length, 1, String(own));
  });

  it('divides the gate among builds as they come and go', async () => {
    serve();
    const first = await build(2);
    const second = await build(1_000);
    await until(() => total() === limit);
    await once(first.child, 'exit');
    await first.tokens.close();
    await until(() => jobsOf(second.child) === limit);
    // A build that has all tokens keeps them while it has work; one that comes has its implicit slot, and no more.
    const third = await build(1_000);
    await until(() => places().length === 2 && jobsOf(third.child) === 1);
    assert.ok(total() <= limit + 1, String(places()));
    second.child.kill('SIGKILL');
    await until(() => jobsOf(third.child) === limit);
    third.child.kill('SIGKILL');
  });

  it('counts a command that takes no tokens, and gives its place back to those that do', async () => {
    const lease = await acquireLease(
      { store, limits },
      { gate: 'COMPILE_JOBS', agent: null, purpose: 'tsc', directory: '/' },
    );
    serve();
    const { child } = await build(1_000);
    await until(() => jobsOf(child) === limit - 1);
    assert.equal(total(), limit);
    await lease.release();
    await until(() => jobsOf(child) === limit);
    child.kill('SIGKILL');
  });

  it('has the whole budget back when builders and servers are killed at any moment', async () => {
    for (let trial = 0; trial < 5; trial += 1) {
      const servers = [await serveElsewhere(), await serveElsewhere()];
      const builds = [await build(1_000), await build(1_000)];
      await until(() => total() >= 2);
      await delay(Math.random() * 200);
      const [server] = servers;
      server?.kill('SIGKILL');
      for (const { child } of builds) child.kill('SIGKILL');
      // Jobs that were left without their make end by themselves, and the one that serves on sees it.
      await until(() => listLeases(store).length === 0);
      const { child } = await build(1_000);
      await until(() => total() === limit && jobsOf(child) === limit);
      child.kill('SIGKILL');
      for (const each of servers) each.kill('SIGKILL');
      await until(() => listLeases(store).length === 0);
    }
  });
});
