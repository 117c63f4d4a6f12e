import assert from 'node:assert/strict';
import { LanekeeperError } from '../../../src/core/error.ts';
import { FakeEngine } from './fake-engine.ts';
import { busyEngine, makeAgent } from './scene.ts';
import { startSession, typesOf } from './session-rig.ts';

describe('The host of a dashboard without an engine', () => {
  const refused = new LanekeeperError('database-corrupt', 'It is damaged.', 'Restore a backup.');

  it('tells the reason and the cure, and shows the engine that comes after all', () => {
    const { source, engine, posted, session } = startSession({
      connection: { kind: 'failed', error: refused },
    });
    session.receive({ type: 'ready' });
    const [first] = posted;
    assert.ok(first?.type === 'unavailable');
    assert.deepEqual(first.fault, { message: 'It is damaged.', cure: 'Restore a backup.' });
    source.become({ kind: 'opening' });
    source.become({ kind: 'open', engine });
    assert.deepEqual(typesOf(posted), ['unavailable', 'unavailable', 'snapshot']);
    assert.equal(engine.observers, 1);
  });

  it('says that it is being opened', () => {
    const { posted, session } = startSession({ connection: { kind: 'opening' } });
    session.receive({ type: 'ready' });
    assert.deepEqual(posted, [{ type: 'unavailable', fault: null, sequence: 1 }]);
  });

  it('runs no command for an agent, and lets the person try again', () => {
    const { commands, session } = startSession({
      connection: { kind: 'failed', error: refused },
    });
    session.receive({ type: 'ready' });
    session.receive({ type: 'agent-command', command: 'stop', agent: 'dev-1' });
    session.receive({ type: 'window-command', command: 'refresh' });
    assert.deepEqual(commands, ['refresh -']);
  });
});

describe('The host of a dashboard whose engine is followed by another', () => {
  it('leaves the first and shows the second', () => {
    const { source, engine, posted, session } = startSession({ engine: busyEngine(Date.now()) });
    session.receive({ type: 'ready' });
    const second = new FakeEngine();
    second.agents = [makeAgent('of-the-second')];
    source.become({ kind: 'open', engine: second });
    assert.deepEqual(typesOf(posted), ['snapshot', 'snapshot']);
    const snapshot = posted[1];
    assert.ok(snapshot?.type === 'snapshot');
    assert.deepEqual(
      snapshot.agents.map(({ id }) => id),
      ['of-the-second'],
    );
    assert.equal(engine.observers, 0);
    assert.equal(second.observers, 1);
    posted.length = 0;
    engine.happen({ type: 'agent-changed', agent: 'a' });
    assert.deepEqual(posted, []);
  });

  it('posts nothing while hidden and a snapshot of the second when shown', () => {
    const { source, posted, page, session } = startSession();
    session.receive({ type: 'ready' });
    page.visible = false;
    session.visibilityChanged();
    source.become({ kind: 'open', engine: busyEngine(Date.now()) });
    assert.deepEqual(typesOf(posted), ['snapshot']);
    page.visible = true;
    session.visibilityChanged();
    const last = posted.at(-1);
    assert.ok(last?.type === 'snapshot');
    assert.equal(last.agents.length, 5);
  });
});
