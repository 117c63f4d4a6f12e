import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contentionsView } from '../../../src/extension/dashboard/snapshot.ts';
import { timelineView } from '../../../src/extension/dashboard/timeline-view.ts';
import { itemsOf, lanesOf, type Lane } from '../../../webview/state/timeline.ts';
import { FakeEngine } from './fake-engine.ts';
import { makeEntry } from './scene-timeline.ts';
import { busyEngine } from './scene.ts';

const now = Date.parse('2026-11-25T12:00:00.000Z');

function lanes(engine: FakeEngine, seconds = 600): Lane[] {
  const source = {
    agents: engine.agents.map(({ id, name }) => ({ id, name })),
    timeline: timelineView(engine, now),
    contention: contentionsView(engine),
  };
  return lanesOf(source, now / 1000 - seconds, now / 1000);
}

describe('The lanes of the timeline', () => {
  it('are those of agents that did or met something, and of folders outside all agents', () => {
    assert.deepEqual(
      lanes(busyEngine(now)).map(({ title, agent }) => [title, agent]),
      [
        ['dev-1', 'dev-1'],
        ['py-test', 'py-test'],
        ['Web build', 'web'],
        ['Refactor the parser', '5f0c9a1e'],
        ['release', 'release'],
        ['site', null],
      ],
    );
  });

  it('tell waiting from running, and what has not started from what has', () => {
    const [first] = lanes(busyEngine(now));
    const bars = first?.bars.map(({ entry, begin, ran, end }) => [
      entry.name,
      ...[begin, ran, end].map((time) => time && time - now / 1000),
    ]);
    assert.deepEqual(bars, [
      ['cargo build', -590, -590, -300],
      ['cargo test --workspace', -300, -262, 0],
    ]);
    const docs = lanes(busyEngine(now))[2]?.bars.at(-1);
    assert.deepEqual([docs?.entry.name, docs?.ran, docs?.end], ['docs', null, now / 1000]);
  });

  it('leave out what had ended before, and show it when more of the past is shown', () => {
    const names = (seconds: number) =>
      lanes(busyEngine(now), seconds).flatMap(({ bars }) => bars.map(({ entry }) => entry.name));
    assert.ok(!names(600).includes('cargo fetch'));
    assert.ok(names(3600).includes('cargo fetch'));
  });

  it('hold of too many those that go on, and then those that ended last', () => {
    const engine = new FakeEngine();
    const short = Array.from({ length: 500 }, (_, index) =>
      makeEntry(
        now,
        `s${index}`,
        { started: 590 - index, ended: 589 - index },
        { agent: 'a', name: 's' },
      ),
    );
    const long = makeEntry(now, 'long', { started: 3000 }, { agent: 'b', name: 'long' });
    engine.entries = [long, ...short];
    const view = timelineView(engine, now);
    assert.equal(view.length, 400);
    assert.deepEqual([view[0]?.id, view[1]?.id, view.at(-1)?.id], ['long', 's101', 's499']);
  });

  it('draw no wait that nobody could see', () => {
    const engine = new FakeEngine();
    const times = { waited: 20.1, started: 20, ended: 5 };
    engine.entries = [makeEntry(now, 'a', times, { agent: 'a', name: 'a' })];
    const [bar] = lanes(engine)[0]?.bars ?? [];
    assert.equal(bar?.begin, bar?.ran);
  });

  it('hold bars that never overlap in a row, and lose none of them', () => {
    const entry = fc.record({
      started: fc.integer({ min: 1, max: 590 }),
      length: fc.integer({ min: 0, max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
        const engine = new FakeEngine();
        engine.entries = entries.map(({ started, length }, index) => {
          const ended = Math.max(0, started - length);
          return makeEntry(now, `t${index}`, { started, ended }, { agent: 'a', name: 'a' });
        });
        const [lane] = lanes(engine);
        assert.equal(lane?.bars.length ?? 0, entries.length);
        for (const row of lane?.rows ?? []) {
          for (const [index, bar] of row.entries()) {
            assert.ok(index === 0 || (row[index - 1]?.end ?? 0) <= bar.begin);
          }
        }
        assert.ok((lane?.rows.length ?? 0) <= 8);
      }),
    );
  });

  it('mark what an agent met, in the order in which all of it began', () => {
    const web = lanes(busyEngine(now)).find(({ agent }) => agent === 'web');
    assert.ok(web);
    assert.deepEqual(
      itemsOf(web).map(({ kind, id }) => [kind, id]),
      [
        ['bar', 'run/1/schema'],
        ['bar', 'run/1/api'],
        ['bar', 'run/1/web'],
        ['bar', 'run/1/docs'],
        ['mark', 'contention/9'],
      ],
    );
  });
});
