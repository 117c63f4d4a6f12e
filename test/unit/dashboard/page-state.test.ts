import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  chartWindowSeconds,
  machineId,
  type MessageToPage,
} from '../../../src/extension/dashboard/contract.ts';
import { DashboardSession } from '../../../src/extension/dashboard/session.ts';
import { sampleView } from '../../../src/extension/dashboard/snapshot.ts';
import { reduce, type DashboardState } from '../../../webview/state/dashboard-state.ts';
import { assignSlots } from '../../../webview/state/slots.ts';
import { sortLines, type AgentLine } from '../../../webview/state/sort.ts';
import { columns, fromHistory, mean, withSample, type Tick } from '../../../webview/state/ticks.ts';
import {
  initialViewState,
  parseViewState,
  sortColumns,
} from '../../../webview/state/view-state.ts';
import { FakeSource, type FakeEngine } from './fake-engine.ts';
import { HandClock } from './hand-clock.ts';
import { busyEngine, makeAgent, sceneSample } from './scene.ts';

/** The real host, connected to the page's reducer by a wire that may lose messages. */
function connect(engine: FakeEngine) {
  const clock = new HandClock();
  const wire: { lose: MessageToPage['type'] | null; resyncs: number } = { lose: null, resyncs: 0 };
  let state: DashboardState | null = null;
  const source = new FakeSource({ kind: 'open', engine });
  source.caches.report = engine.report;
  const session = new DashboardSession({
    source,
    caches: source.caches,
    projects: source.projects,
    machine: source.machine,
    clock,
    commands: { run: () => Promise.resolve(), runForTask: () => Promise.resolve() },
    onFault: (fault) => {
      throw fault;
    },
    page: {
      visible: true,
      post: (message: MessageToPage) => {
        if (wire.lose === message.type) return;
        const next = reduce(state, message);
        state = next.state;
        if (next.resync) {
          wire.resyncs += 1;
          session.receive({ type: 'resync' });
        } else {
          session.receive({ type: 'seen', sequence: message.sequence });
        }
      },
    },
  });
  return { clock, session, wire, state: () => state };
}

describe("The dashboard's page", () => {
  it('shows what the host told in its snapshot', () => {
    const { session, state } = connect(busyEngine(Date.now()));
    session.receive({ type: 'ready' });
    assert.equal(state()?.agents.length, 5);
    assert.equal(state()?.slots.size, 5);
    assert.ok((state()?.ticks.length ?? 0) >= 590);
  });

  it('asks once for a snapshot when a message was lost, and then shows what it had missed', () => {
    const engine = busyEngine(Date.now());
    const { clock, session, wire, state } = connect(engine);
    session.receive({ type: 'ready' });
    clock.advance(1000);
    wire.lose = 'agents';
    engine.agents = [makeAgent('only')];
    engine.happen({ type: 'agent-removed', agent: 'dev-1' });
    assert.equal(wire.resyncs, 1);
    assert.deepEqual(
      state()?.agents.map((agent) => agent.id),
      ['only'],
    );
  });

  it('shows what it had missed after some seconds when nothing followed what was lost', () => {
    const engine = busyEngine(Date.now());
    const { clock, session, wire, state } = connect(engine);
    session.receive({ type: 'ready' });
    clock.advance(1000);
    wire.lose = 'agents';
    engine.agents = [makeAgent('only')];
    engine.happen({ type: 'agent-changed', agent: 'only' });
    assert.equal(state()?.agents.length, 5);
    clock.advance(5000);
    assert.equal(wire.resyncs, 0);
    assert.equal(state()?.agents.length, 1);
  });

  it('believes nothing between a loss and the snapshot', () => {
    const engine = busyEngine(Date.now());
    const { session, state } = connect(engine);
    session.receive({ type: 'ready' });
    const before = state();
    assert.ok(before);
    const lost = reduce(before, { type: 'agents', sequence: before.sequence + 2, agents: [] });
    assert.equal(lost.resync, true);
    const next = reduce(lost.state, { type: 'agents', sequence: before.sequence + 3, agents: [] });
    assert.equal(next.resync, false);
    assert.equal(next.state?.agents.length, 5);
  });

  it('ignores everything before its first snapshot', () => {
    assert.deepEqual(reduce(null, { type: 'agents', sequence: 7, agents: [] }), {
      state: null,
      resync: false,
    });
  });

  it('keeps ten minutes of samples and no more', () => {
    const now = Date.now();
    let ticks: readonly Tick[] = [];
    for (let second = 0; second < 1000; second += 1) {
      ticks = withSample(ticks, sampleView(sceneSample(now, second)));
    }
    assert.equal(ticks.length, chartWindowSeconds + 1);
  });

  it('shows silence as a gap and what was not measured as nothing', () => {
    const ticks = fromHistory([
      { id: machineId, times: [100, 101, 200], cpu: [1, 2, 3], memory: [1, 1, 1] },
      { id: 'a', times: [101], cpu: [0.5], memory: [null] },
    ]);
    const { times, values } = columns(ticks, 'cpu', [machineId, 'a']);
    assert.deepEqual(times, [100, 101, 150.5, 200]);
    assert.deepEqual(values, [
      [1, 2, null, 3],
      [null, 0.5, null, null],
    ]);
    assert.equal(mean(ticks, 'cpu', machineId, 99, 101), 1.5);
    assert.equal(mean(ticks, 'memory', 'a', 99, 101), null);
  });

  it('lets every agent keep its colour and gives no colour twice', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'));
    fc.assert(
      fc.property(fc.array(ids, { maxLength: 12 }), (rounds) => {
        let slots: ReadonlyMap<string, number> = new Map();
        for (const present of rounds) {
          const next = assignSlots(slots, present);
          assert.equal(new Set(next.values()).size, present.length);
          for (const [id, slot] of next) assert.equal(slots.get(id) ?? slot, slot);
          slots = next;
        }
      }),
    );
  });

  it('sorts by every column without losing an agent, and puts the unknown last either way', () => {
    const { session, state } = connect(busyEngine(Date.now()));
    session.receive({ type: 'ready' });
    const agents = state()?.agents ?? [];
    const lines = agents.map((agent, index): AgentLine => ({
      ...{ agent, task: null, waits: 0 },
      ...{ memory: null, processes: null, io: null, readBytes: null, writtenBytes: null },
      cpu: index === 1 ? null : index,
    }));
    for (const column of sortColumns) {
      for (const descending of [true, false]) {
        const sorted = sortLines(lines, { column, descending });
        assert.deepEqual(new Set(sorted), new Set(lines));
        if (column === 'cpu') assert.equal(sorted.at(-1)?.cpu, null);
      }
    }
    const highest = sortLines(lines, { column: 'cpu', descending: true });
    assert.deepEqual(
      highest.map((line) => line.cpu),
      [4, 3, 2, 0, null],
    );
  });

  it('begins anew when what it saved is not its own', () => {
    for (const saved of [undefined, null, 'x', {}, { sort: { column: 'password' } }]) {
      assert.deepEqual(parseViewState(saved), initialViewState);
    }
    const own = { ...initialViewState, allContention: true };
    assert.deepEqual(parseViewState(structuredClone(own)), own);
  });
});
