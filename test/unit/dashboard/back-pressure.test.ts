import assert from 'node:assert/strict';
import { makeAgent, makeSample } from './scene.ts';
import { startSession, typesOf } from './session-rig.ts';

describe('The host of a dashboard whose page is busy', () => {
  it('holds back what changes and posts it once, as it is then', () => {
    const { engine, source, clock, posted, session } = startSession({ attentive: false });
    session.receive({ type: 'ready' });
    assert.deepEqual(typesOf(posted), ['snapshot']);
    for (let second = 1; second <= 4; second += 1) {
      engine.agents = [makeAgent(`agent-${second}`)];
      engine.happen({ type: 'agent-changed', agent: 'a' });
      engine.tick(makeSample(second * 1000));
      source.caches.answer({ caches: [], hitRate: second / 4 });
      clock.advance(1000);
    }
    assert.deepEqual(typesOf(posted), ['snapshot']);
    session.receive({ type: 'seen', sequence: 1 });
    assert.deepEqual(typesOf(posted).sort(), ['agents', 'caches', 'sample', 'snapshot']);
    const agents = posted.find((message) => message.type === 'agents');
    assert.deepEqual(
      agents?.agents.map(({ id }) => id),
      ['agent-4'],
    );
  });

  it('waits for the last of several messages', () => {
    const { engine, clock, posted, session } = startSession({ attentive: false });
    session.receive({ type: 'ready' });
    session.receive({ type: 'seen', sequence: 1 });
    clock.advance(1000);
    engine.happen({ type: 'agent-removed', agent: 'a' });
    assert.deepEqual(typesOf(posted), ['snapshot', 'agents', 'tasks', 'contention']);
    clock.advance(1000);
    engine.happen({ type: 'agent-changed', agent: 'a' });
    session.receive({ type: 'seen', sequence: 2 });
    session.receive({ type: 'seen', sequence: 3 });
    assert.equal(posted.length, 4);
    session.receive({ type: 'seen', sequence: 4 });
    assert.deepEqual(typesOf(posted.slice(4)), ['timeline', 'agents']);
  });

  it('tries again with a snapshot, each time after twice as long', () => {
    const { clock, posted, session } = startSession({ attentive: false });
    session.receive({ type: 'ready' });
    const times = [5, 15, 35, 75];
    clock.advance(100_000);
    assert.deepEqual(typesOf(posted), Array(times.length + 1).fill('snapshot'));
  });

  it('believes no page that claims to have seen what was not posted', () => {
    const { engine, clock, posted, session } = startSession({ attentive: false });
    session.receive({ type: 'ready' });
    session.receive({ type: 'seen', sequence: 1_000_000 });
    clock.advance(1000);
    engine.happen({ type: 'agent-changed', agent: 'a' });
    assert.deepEqual(typesOf(posted), ['snapshot']);
  });
});
