import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  chartWindowSeconds,
  dashboardContract,
  machineId,
} from '../../../src/extension/dashboard/contract.ts';
import { busyEngine, makeAgent, makeContention, makeSample, makeTask } from './scene.ts';
import { LanekeeperError } from '../../../src/core/error.ts';
import { largeProject, makeProject } from './scene-graph.ts';
import { settle, startSession, typesOf } from './session-rig.ts';

describe('The host of the dashboard', () => {
  it('posts nothing and samples nothing before the page says that it is ready', () => {
    const { engine, clock, posted, session } = startSession();
    session.visibilityChanged();
    engine.happen({ type: 'agent-spawned', agent: 'a', name: 'a' });
    engine.tick(makeSample(Date.now()));
    clock.advance(10_000);
    assert.deepEqual(posted, []);
    assert.equal(engine.observers, 0);
  });

  it('answers ready with a whole snapshot that fits the contract', async () => {
    const { posted, session } = startSession({ engine: busyEngine(Date.now()) });
    session.receive({ type: 'ready' });
    await settle();
    assert.deepEqual(typesOf(posted), ['snapshot']);
    const parsed = dashboardContract.toPage.parse(posted[0]);
    assert.ok(parsed.type === 'snapshot');
    assert.equal(parsed.agents.length, 5);
    assert.equal(parsed.gates.length, 3);
    assert.ok((parsed.caches?.caches.length ?? 0) > 0);
    assert.equal(parsed.contention.open.length, 1);
    assert.equal(parsed.contention.closed.length, 2);
    assert.ok(parsed.timeline.length > 5);
    assert.deepEqual(
      parsed.history.map((series) => series.id),
      [machineId, 'dev-1', 'py-test', 'web', '5f0c9a1e', 'release'],
    );
    assert.ok(parsed.history.every((series) => series.times.length <= chartWindowSeconds));
  });

  it('never lets the environment of an agent or its paths reach the page', async () => {
    const { posted, session } = startSession({ engine: busyEngine(Date.now()) });
    session.receive({ type: 'ready' });
    await settle();
    assert.doesNotMatch(JSON.stringify(posted), /SECRET_TOKEN|hunter2|"\/repo"/);
  });

  it('numbers its messages without a gap', async () => {
    const { engine, clock, posted, session } = startSession();
    session.receive({ type: 'ready' });
    await settle();
    for (let second = 0; second < 5; second += 1) {
      engine.tick(makeSample(Date.now() + second * 1000));
      engine.happen({ type: 'agent-changed', agent: 'a' });
      clock.advance(1000);
    }
    assert.deepEqual(
      posted.map((message) => message.sequence),
      posted.map((_, index) => index + 1),
    );
  });

  it('posts a sample at most once a second, and then the latest', () => {
    const { engine, clock, posted, session } = startSession();
    session.receive({ type: 'ready' });
    for (let tick = 1; tick <= 40; tick += 1) {
      clock.advance(100);
      engine.tick(makeSample(tick));
    }
    const samples = posted.filter((message) => message.type === 'sample');
    assert.deepEqual(
      samples.map((message) => Date.parse(message.sample.time)),
      // Each pace ends just before the tick that falls on the same instant.
      [9, 19, 29, 39],
    );
  });

  it('turns a burst of events into one message a part', () => {
    const { engine, clock, posted, session } = startSession();
    session.receive({ type: 'ready' });
    engine.agents = [makeAgent('a')];
    engine.openTasks = [makeTask(1, 'a'), makeTask(2, 'a', { status: 'done' })];
    engine.open = [makeContention(1, 'a', new Date().toISOString())];
    for (let event = 0; event < 50; event += 1) {
      engine.happen({ type: 'agent-changed', agent: 'a' });
      engine.happen({ type: 'task-changed', agent: 'a', task: makeTask(1, 'a') });
      engine.happen({
        type: 'contention-opened',
        agent: 'a',
        contention: makeContention(1, 'a', new Date().toISOString()),
      });
    }
    clock.advance(1000);
    const changes = posted.filter((message) => message.type !== 'snapshot');
    assert.deepEqual(typesOf(changes), ['agents', 'tasks', 'contention', 'timeline']);
    const tasks = changes.find((message) => message.type === 'tasks');
    assert.deepEqual(
      tasks?.tasks.map((task) => task.id),
      [1],
    );
  });

  it('tells a long part at most twice a second, whatever happens', () => {
    const { engine, clock, posted, session } = startSession();
    session.receive({ type: 'ready' });
    const tasks = [{ name: 'build', status: 'running' }] as const;
    for (let tick = 0; tick < 100; tick += 1) {
      engine.happen({ type: 'graph-tasks-changed', checkout: '/repo', run: 1, tasks: [...tasks] });
      clock.advance(20);
    }
    clock.advance(500);
    const each = ['timeline', 'standings'];
    assert.deepEqual(typesOf(posted.slice(1)), [...each, ...each, ...each, ...each]);
  });

  it('tells the tasks of a project when they were read, and how they stand when that changes', () => {
    const { engine, source, clock, posted, page, session } = startSession();
    assert.equal(source.projects.watchers, 0);
    session.receive({ type: 'ready' });
    assert.equal(source.projects.watchers, 1);
    const played = { a: { status: 'idle' }, b: { dependsOn: ['a'] } } as const;
    source.projects.become([makeProject(played, { id: 'first' })]);
    assert.deepEqual(typesOf(posted), ['snapshot', 'projects', 'standings']);
    const told = posted[1];
    assert.ok(told?.type === 'projects');
    assert.deepEqual(told.projects?.[0]?.tasks, [
      { name: 'a', class: null, layer: 0, dependsOn: [] },
      { name: 'b', class: null, layer: 1, dependsOn: [0] },
    ]);
    engine.happen({ type: 'run-started', checkout: '/repo', run: 1, agent: null });
    clock.advance(500);
    const last = posted.at(-1);
    assert.ok(last?.type === 'standings');
    assert.deepEqual(
      last.standings.map(({ project, tasks }) => [project, tasks.map(({ status }) => status)]),
      [['first', ['idle', 'idle']]],
    );
    page.visible = false;
    session.visibilityChanged();
    assert.equal(source.projects.watchers, 0);
  });

  it('says of a task that runs what its processes wait for', () => {
    const { source, posted, session } = startSession();
    session.receive({ type: 'ready' });
    const holder = { agent: 'b', pid: 7, command: 'cargo build' };
    const met = makeContention(1, 'a', new Date(0).toISOString(), { holder });
    source.projects.become([makeProject({ a: { status: 'running', contention: [met] } })]);
    const told = posted.at(-1);
    assert.ok(told?.type === 'standings');
    const said = told.standings[0]?.tasks[0]?.reason;
    assert.equal(said, 'Waits for package cache, held by b (cargo build, pid 7).');
  });

  it('tells why the tasks of a project cannot be read', () => {
    const { source, posted, session } = startSession();
    session.receive({ type: 'ready' });
    const fault = new LanekeeperError('task-cycle', 'These wait for each other.', 'Remove one.');
    source.projects.become([{ id: '1', name: 'repo', root: '/repo', tasks: null, fault }]);
    const [, told] = posted;
    assert.ok(told?.type === 'projects');
    const [project] = told.projects ?? [];
    assert.ok(project);
    assert.deepEqual(project.fault, {
      message: 'These wait for each other.',
      cure: 'Remove one.',
    });
    assert.deepEqual(project.tasks, []);
  });

  it('holds no more tasks than the page may have, and says how many are left', () => {
    const { source, posted, session } = startSession();
    session.receive({ type: 'ready' });
    source.projects.become([largeProject(6000)]);
    const [, told, stand] = posted;
    assert.ok(told?.type === 'projects' && stand?.type === 'standings');
    assert.deepEqual([told.projects?.[0]?.tasks.length, told.projects?.[0]?.left], [5000, 1000]);
    assert.equal(stand.standings[0]?.tasks.length, 5000);
  });

  it('counts what was lost anew when contention ends, and not while it goes on', () => {
    const { engine, clock, posted, session } = startSession();
    session.receive({ type: 'ready' });
    const since = new Date(0).toISOString();
    const open = makeContention(1, 'a', since);
    engine.happen({ type: 'contention-opened', agent: 'a', contention: open });
    clock.advance(1000);
    const closed = { ...open, until: new Date(8000).toISOString() };
    engine.totals = [{ day: '1970-01-01', agent: 'a', resource: 'x', count: 1, seconds: 8 }];
    engine.happen({ type: 'contention-closed', agent: 'a', contention: closed });
    clock.advance(1000);
    assert.deepEqual(typesOf(posted), ['snapshot', 'contention', 'contention', 'totals']);
    const last = posted.at(-1);
    assert.ok(last?.type === 'totals');
    assert.deepEqual(last.totals.all, { count: 1, seconds: 8 });
  });

  it('posts nothing, samples nothing and keeps no timer while hidden', async () => {
    const { engine, clock, posted, page, session } = startSession();
    session.receive({ type: 'ready' });
    await settle();
    engine.tick(makeSample(Date.now()));
    engine.tick(makeSample(Date.now()));
    page.visible = false;
    session.visibilityChanged();
    const before = posted.length;
    engine.happen({ type: 'agent-changed', agent: 'a' });
    engine.tick(makeSample(Date.now()));
    clock.advance(60_000);
    assert.equal(posted.length, before);
    assert.equal(engine.observers, 0);
    assert.equal(clock.pending, 0);
  });

  it('posts a whole snapshot when it becomes visible again', () => {
    const { engine, posted, page, session } = startSession();
    session.receive({ type: 'ready' });
    page.visible = false;
    session.visibilityChanged();
    engine.agents = [makeAgent('born-meanwhile')];
    page.visible = true;
    session.visibilityChanged();
    const last = posted.at(-1);
    assert.ok(last?.type === 'snapshot');
    assert.equal(last.agents[0]?.id, 'born-meanwhile');
    assert.equal(engine.observers, 1);
  });

  it('answers a page that missed something with a snapshot', () => {
    const { posted, session } = startSession();
    session.receive({ type: 'ready' });
    session.receive({ type: 'resync' });
    assert.deepEqual(typesOf(posted), ['snapshot', 'snapshot']);
  });

  it('shows of the caches what the window knows, and says that it looks while it does', () => {
    const { source, posted, page, session } = startSession();
    const { caches } = source;
    assert.equal(caches.watchers, 0);
    session.receive({ type: 'ready' });
    assert.equal(caches.watchers, 1);
    caches.answer({ caches: [], hitRate: 0.93 });
    const [, message] = posted;
    assert.ok(message?.type === 'caches');
    assert.equal(message.caches.hitRate, 0.93);
    page.visible = false;
    session.visibilityChanged();
    caches.answer({ caches: [], hitRate: 0.9 });
    assert.equal(caches.watchers, 0);
    assert.equal(posted.length, 2);
    page.visible = true;
    session.visibilityChanged();
    const last = posted.at(-1);
    assert.ok(last?.type === 'snapshot');
    assert.equal(last.caches?.hitRate, 0.9, 'what came while it was hidden');
  });

  it('runs a command for an agent that is registered', () => {
    const { engine, commands, session } = startSession();
    engine.agents = [makeAgent('dev-1')];
    session.receive({ type: 'agent-command', command: 'stop', agent: 'dev-1' });
    session.receive({ type: 'window-command', command: 'spawn' });
    assert.deepEqual(commands, ['stop dev-1', 'spawn -']);
  });

  it('runs no command for an agent that the registry does not know', () => {
    const { engine, commands, session } = startSession();
    engine.agents = [makeAgent('dev-1', { name: 'Builder' })];
    for (const agent of ['Builder', 'dev-2', '../dev-1', 'dev-1\u0000', '__proto__']) {
      session.receive({ type: 'agent-command', command: 'clean', agent });
    }
    assert.deepEqual(commands, []);
  });

  it('runs a command for a task of the reading that the page was shown, and for no other', () => {
    const { source, commands, posted, session } = startSession();
    session.receive({ type: 'ready' });
    source.projects.become([makeProject({ a: {} }, { id: 'second' })]);
    const ask = (project: string, task: string) => {
      session.receive({ type: 'task-command', command: 'runTask', project, task });
    };
    ask('second', 'a');
    assert.deepEqual(commands, ['runTask /repo a']);
    const before = posted.length;
    for (const [project, task] of [
      ['first', 'a'],
      ['second', 'b'],
      ['second', '__proto__'],
      ['second', '/repo'],
    ] as const) {
      ask(project, task);
    }
    assert.equal(commands.length, 1);
    assert.deepEqual(typesOf(posted.slice(before, before + 2)), ['projects', 'standings']);
  });

  it('does nothing for whatever is not in the contract, and reports it', () => {
    const { engine, commands, faults, posted, session } = startSession();
    engine.agents = [makeAgent('dev-1')];
    const wrong = [
      null,
      'ready',
      { type: 'agent-command', command: 'rm -rf', agent: 'dev-1' },
      { type: 'agent-command', command: 'stop' },
      { type: 'agent-command', command: 'stop', agent: ['dev-1'] },
      { type: 'agent-command', command: 'stop', agent: '' },
      { type: 'agent-command', command: 'stop', agent: 'a'.repeat(65) },
      { type: 'window-command', command: 'stop' },
      { type: 'task-command', command: 'stop', project: '1', task: 'a' },
      { type: 'task-command', command: 'runTask', project: '1', task: '' },
      { type: 'task-command', command: 'runTask', task: 'a' },
      { type: 'executeCommand', command: 'workbench.action.quit' },
    ];
    for (const message of wrong) session.receive(message);
    assert.deepEqual(commands, []);
    assert.deepEqual(posted, []);
    assert.equal(faults.length, wrong.length);
  });

  it('survives any message at all', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        const { commands, session } = startSession();
        session.receive(message);
        assert.deepEqual(commands, []);
      }),
    );
  });

  it('reports a command that failed and goes on', async () => {
    const { engine, faults, session, commands } = startSession();
    engine.agents = [makeAgent('dev-1')];
    session.receive({ type: 'agent-command', command: 'clean', agent: 'dev-1' });
    await settle();
    assert.match(String(faults[0]), /refused/);
    session.receive({ type: 'agent-command', command: 'stop', agent: 'dev-1' });
    assert.equal(commands.length, 2);
  });

  it('reports an engine that cannot answer and goes on when it can', () => {
    const { engine, clock, posted, faults, session } = startSession();
    const { gates } = engine;
    engine.gates = () => {
      throw new Error('database is locked');
    };
    session.receive({ type: 'ready' });
    engine.tick(makeSample(1));
    clock.advance(3000);
    assert.deepEqual(new Set(typesOf(posted)), new Set(['unavailable']));
    assert.match(JSON.stringify(posted[0]), /locked/);
    assert.equal(faults.length, 1, 'a fault that lasts is reported once');
    engine.gates = gates;
    posted.length = 0;
    engine.tick(makeSample(2));
    clock.advance(1000);
    assert.deepEqual(typesOf(posted), ['snapshot']);
  });

  it('leaves no subscription and no timer behind', () => {
    const { engine, source, clock, posted, session } = startSession();
    session.receive({ type: 'ready' });
    engine.happen({ type: 'agent-changed', agent: 'a' });
    engine.tick(makeSample(1));
    session.dispose();
    source.become({ kind: 'open', engine });
    const before = posted.length;
    session.visibilityChanged();
    engine.happen({ type: 'agent-changed', agent: 'a' });
    clock.advance(60_000);
    assert.equal(posted.length, before);
    assert.equal(engine.observers, 0);
    assert.equal(source.listeners, 0);
    assert.equal(clock.pending, 0);
  });
});
