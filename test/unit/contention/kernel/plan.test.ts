import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Contention } from '../../../../src/core/contention/contention.ts';
import type { KernelWait } from '../../../../src/core/contention/kernel/kernel-waits.ts';
import { type ContentionChange, planChanges } from '../../../../src/core/contention/kernel/plan.ts';

const since = '2026-11-25T10:00:00.000Z';

function kernelWait(part: Partial<KernelWait> = {}): KernelWait {
  return {
    key: '7 70 fe:00 1',
    agent: 'test',
    waiter: { pid: 7, startTime: '70', agent: 'test', command: 'cargo build' },
    holder: { pid: 5, startTime: '50', agent: 'dev', command: 'cargo test' },
    path: '/w/target/debug/.cargo-lock',
    ...part,
  };
}

function message(part: Partial<Contention> = {}, resource = 'build directory'): Contention {
  return {
    id: 1,
    agent: 'test',
    waiter: null,
    holder: null,
    finding: {
      tool: 'cargo',
      kind: 'lock-wait',
      resource,
      blocking: true,
      line: 1,
      text: `Blocking waiting for file lock on ${resource}`,
      cure: '',
      confidence: 'possible',
    },
    path: null,
    source: 'message',
    stream: 'log',
    kernelKey: null,
    since,
    until: null,
    ...part,
  };
}

function plan(
  open: readonly Contention[],
  waits: readonly KernelWait[],
  { lasting = [] as readonly string[], wouldShow = false } = {},
): string[] {
  const look = { waits, lasting: new Set(lasting), wouldShow: () => wouldShow };
  return planChanges(open, look).map(describeChange);
}

function describeChange(change: ContentionChange): string {
  switch (change.type) {
    case 'open':
      return `open ${change.wait.key}`;
    case 'confirm':
    case 'pass-on':
      return `${change.type} ${String(change.contention.id)} ${change.wait.key}`;
    case 'close':
    case 'refute':
      return `${change.type} ${String(change.contention.id)}`;
  }
}

describe('what the kernel shows, held against what is recorded', () => {
  const wait = kernelWait();
  const { key } = wait;

  it('opens a wait that prints nothing once it has lasted for two looks', () => {
    assert.deepEqual(plan([], [wait]), []);
    assert.deepEqual(plan([], [wait], { lasting: [key] }), [`open ${key}`]);
  });

  it('makes a message and the wait of the same program one, at the first look', () => {
    assert.deepEqual(plan([message()], [wait]), [`confirm 1 ${key}`]);
  });

  it('goes by the path where a word may mean two files', () => {
    const cache = kernelWait({ key: 'cache', path: '/home/u/.cargo/.package-cache' });
    const open = [message(), message({ id: 2 }, 'package cache')];
    assert.deepEqual(plan(open, [cache, wait]), ['confirm 2 cache', `confirm 1 ${key}`]);
  });

  it('keeps apart what another agent, another program or another file waits for', () => {
    for (const other of [
      kernelWait({ agent: 'dev' }),
      kernelWait({ waiter: { ...wait.waiter, command: 'uv pip install' } }),
      kernelWait({ path: '/home/u/.cargo/.package-cache' }),
    ]) {
      assert.deepEqual(plan([message()], [other]), []);
    }
  });

  it('says when the lock passes to another before the waiter', () => {
    const open = [
      message({ kernelKey: key, source: 'both', holder: { agent: 'old', pid: 4, command: '' } }),
    ];
    assert.deepEqual(plan(open, [wait]), [`pass-on 1 ${key}`]);
  });

  it('closes what it had shown and does not show any more', () => {
    assert.deepEqual(plan([message({ kernelKey: key, source: 'both' })], []), ['close 1']);
    assert.deepEqual(plan([message({ kernelKey: key, source: 'kernel' })], []), ['close 1']);
  });

  it('refutes a message only where it would show the wait, and knows the tool’s word for it', () => {
    assert.deepEqual(plan([message()], []), []);
    assert.deepEqual(plan([message()], [], { wouldShow: true }), ['refute 1']);
    assert.deepEqual(plan([message({}, 'something')], [], { wouldShow: true }), []);
  });

  it('comes to rest: a second look at the same waits changes nothing', () => {
    const waits = fc.uniqueArray(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c', 'd'),
        agent: fc.constantFrom('test', 'dev'),
        path: fc.constantFrom(null, '/w/target/debug/.cargo-lock', '/c/.package-cache', '/x'),
        command: fc.constantFrom('cargo build', 'uv sync', 'flock'),
      }),
      { selector: (each) => each.key },
    );
    const messages = fc.array(
      fc.record({
        agent: fc.constantFrom('test', 'dev'),
        resource: fc.constantFrom('build directory', 'package cache', 'else'),
        kernelKey: fc.constantFrom(null, 'a', 'e'),
      }),
    );
    fc.assert(
      fc.property(waits, messages, fc.boolean(), (some, recorded, wouldShow) => {
        const all = some.map(({ key: its, agent, path, command }) =>
          kernelWait({ key: its, agent, path, waiter: { ...wait.waiter, command } }),
        );
        const keys = new Set<string>();
        let open = recorded.flatMap(({ resource, ...part }, id) => {
          // One record a wait, as the watcher leaves it.
          if (part.kernelKey !== null && keys.has(part.kernelKey)) return [];
          if (part.kernelKey !== null) keys.add(part.kernelKey);
          return [message({ ...part, id }, resource)];
        });
        const look = {
          waits: all,
          lasting: new Set(all.map((each) => each.key)),
          wouldShow: () => wouldShow,
        };
        for (const change of planChanges(open, look)) open = applied(open, change);
        assert.deepEqual(planChanges(open, look).map(describeChange), []);
        // Every wait has exactly one record.
        for (const { key: its } of all) {
          assert.equal(open.filter(({ kernelKey }) => kernelKey === its).length, 1);
        }
      }),
    );
  });
});

function applied(open: readonly Contention[], change: ContentionChange): Contention[] {
  switch (change.type) {
    case 'open': {
      const { wait } = change;
      const id = 100 + open.length;
      return [...open, { ...message({ id, agent: wait.agent }), ...known(wait), source: 'kernel' }];
    }
    case 'confirm':
    case 'pass-on':
      return open.map((each) =>
        each.id === change.contention.id
          ? { ...each, ...known(change.wait), source: 'both' }
          : each,
      );
    case 'close':
    case 'refute':
      return open.filter(({ id }) => id !== change.contention.id);
  }
}

function known({ key, holder, waiter, path }: KernelWait) {
  return { kernelKey: key, holder, waiter, path };
}
