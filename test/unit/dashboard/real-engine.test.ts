import assert from 'node:assert/strict';
import { computeGates } from '../../../src/core/resource/gates.ts';
import { acquireLease, type Lease } from '../../../src/core/resource/pool/acquire.ts';
import { Store } from '../../../src/core/store/store.ts';
import {
  dashboardContract,
  type MessageToPage,
} from '../../../src/extension/dashboard/contract.ts';
import { DashboardSession } from '../../../src/extension/dashboard/session.ts';
import { engineRig } from '../agent/engine-rig.ts';
import { writeFiles } from '../git-repository.ts';
import { FakeSource } from './fake-engine.ts';

describe('The dashboard of a real engine', function () {
  this.timeout(60_000);
  const rig = engineRig({ stopGraceMs: 300, gates: { test: 1 } });
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  /** A session whose page takes in whatever it is sent, and what waits for messages. */
  function connect() {
    const { engine } = rig();
    const source = new FakeSource({ kind: 'open', engine });
    const posted: MessageToPage[] = [];
    const waiting = new Set<() => void>();
    const session = new DashboardSession({
      ...{ source, caches: source.caches, projects: source.projects, machine: source.machine },
      commands: { run: () => Promise.resolve(), runForTask: () => Promise.resolve() },
      onFault: assert.ifError,
      page: {
        visible: true,
        post: (message) => {
          posted.push(dashboardContract.toPage.parse(message));
          session.receive({ type: 'seen', sequence: message.sequence });
          for (const check of waiting) check();
        },
      },
    });
    // The engine's own timers do not hold the process.
    const alive = setInterval(() => undefined, 1000);
    ends.push(() => {
      clearInterval(alive);
      session.dispose();
    });
    const told = <T extends MessageToPage['type']>(
      type: T,
      fits: (message: Extract<MessageToPage, { type: T }>) => boolean,
    ) =>
      new Promise<void>((resolve) => {
        const isIt = (message: MessageToPage): message is Extract<MessageToPage, { type: T }> =>
          message.type === type;
        const check = () => {
          if (!posted.some((message) => isIt(message) && fits(message))) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      });
    return { session, source, told };
  }

  async function takeOnlyPlace(): Promise<Lease> {
    const store = new Store(rig().engine.location.database);
    ends.push(() => {
      store.dispose();
    });
    const limits = computeGates({ cores: 2, memoryBytes: 2 ** 34 }, { test: 1 });
    const request = { gate: 'TEST_JOBS', agent: null, purpose: 'others', directory: '/' } as const;
    return acquireLease({ store, limits }, request);
  }

  it('tells what a task waits for, that it runs, and how it ended, in timeline and graph', async () => {
    const { engine, workspace } = rig();
    const tasks = {
      check: { command: 'true', class: 'test' },
      all: { dependsOn: ['check'] },
    };
    writeFiles(workspace, { 'lanekeeper.json': JSON.stringify({ discover: false, tasks }) });
    const { session, source, told } = connect();
    session.receive({ type: 'ready' });
    const project = await engine.graph.load({ root: workspace });
    source.projects.become([
      { id: '1', name: 'repo', root: workspace, tasks: project, fault: null },
    ]);
    await told('standings', ({ standings }) => standings[0]?.tasks.length === 2);

    const lease = await takeOnlyPlace();
    const running = engine.graph.run({ place: { root: workspace }, names: ['all'] });
    await told('timeline', ({ timeline }) =>
      timeline.some(
        ({ name, status, wait }) =>
          name === 'check' && status === 'waiting' && wait?.obstacle === 'TEST_JOBS',
      ),
    );
    await told('standings', ({ standings }) =>
      (standings[0]?.tasks ?? []).some(
        ({ status, reason }) => status === 'waiting' && (reason ?? '').includes('others'),
      ),
    );
    await lease.release();
    assert.equal((await running).run.status, 'done');
    await told('timeline', ({ timeline }) =>
      timeline.some(
        ({ name, status, wait, startedAt, endedAt }) =>
          name === 'check' && status === 'done' && endedAt !== null && wait?.until === startedAt,
      ),
    );
    await told('standings', ({ standings }) =>
      (standings[0]?.tasks ?? []).every(({ status }) => status === 'done'),
    );
  });

  it('tells what an agent runs and has run', async () => {
    const { engine, workspace, ended } = rig();
    const { session, told } = connect();
    session.receive({ type: 'ready' });
    await engine.spawn({ id: 'a', workspace, command: ['sh', '-c', 'exit 3'], interactive: false });
    assert.ok(engine.unfinishedTasks().every(({ agent, endedAt }) => agent === 'a' && !endedAt));
    await ended('a');
    assert.deepEqual(engine.unfinishedTasks(), []);
    await told('timeline', ({ timeline }) =>
      timeline.some(
        ({ agent, status, endedAt }) => agent === 'a' && status === 'failed' && endedAt !== null,
      ),
    );
  });
});
