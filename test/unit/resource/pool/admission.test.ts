import assert from 'node:assert/strict';
import fc from 'fast-check';
import { currentIdentity } from '../../../../src/core/process/identity.ts';
import { type GateName, gateNames } from '../../../../src/core/resource/gates.ts';
import { judge, type Machine } from '../../../../src/core/resource/pool/admission.ts';
import { type LeaseRecord, placesOf } from '../../../../src/core/resource/pool/lease.ts';

const gibibyte = 1024 ** 3;

const machine: Machine = {
  limits: { COMPILE_JOBS: 4, LINK_JOBS: 2, TEST_JOBS: 3, IO_JOBS: 1, FETCH_JOBS: 2 },
  cores: 4,
  memory: { available: 8 * gibibyte, reserve: gibibyte, pressure: 0 },
  residentOf: () => 0,
};

function lease(id: number, part: Partial<LeaseRecord> = {}): LeaseRecord {
  return {
    id,
    gate: 'COMPILE_JOBS',
    state: 'waiting',
    slots: 1,
    cores: null,
    memoryBytes: null,
    priority: 0,
    agent: `agent-${String(id)}`,
    purpose: 'cargo build',
    directory: null,
    owner: currentIdentity(),
    command: null,
    tokens: null,
    since: id,
    time: new Date(0).toISOString(),
    reason: null,
    ...part,
  };
}

describe('the admission to a gate', () => {
  it('names who is in the way', () => {
    const held = [1, 2, 3, 4].map((id) => lease(id, { state: 'held' }));
    const own = lease(5);
    assert.deepEqual(judge(own, [...held, own], machine), {
      kind: 'waits',
      reason:
        'Waits: COMPILE_JOBS: 4 of 4 in use, by agent-1 (cargo build), agent-2 (cargo build), agent-3 (cargo build), agent-4 (cargo build).',
    });
  });

  it('counts builds and not their tokens, which no tool gives back before it is done', () => {
    const builders = (isOpen: boolean) =>
      [1, 2, 3, 4].map((id) =>
        lease(id, {
          state: 'held',
          slots: 0,
          tokens: { fifo: '/f', written: 3, isOpen, builder: null },
        }),
      );
    const own = lease(5);
    assert.equal(judge(own, [...builders(true), own], machine).kind, 'waits');
    assert.equal(judge(own, [...builders(true).slice(1), own], machine).kind, 'admitted');
    assert.equal(judge(own, [...builders(false), own], machine).kind, 'admitted');
  });

  it('lets one that wants more than there is run alone', () => {
    const large = lease(1, { slots: 9 });
    assert.equal(judge(large, [large], machine).kind, 'admitted');
    const other = lease(2, { state: 'held' });
    assert.equal(judge(large, [large, other], machine).kind, 'waits');
  });

  it('counts work on the disk for each directory apart', () => {
    const one = lease(1, { gate: 'IO_JOBS', state: 'held', directory: '/a' });
    const same = lease(2, { gate: 'IO_JOBS', directory: '/a' });
    const other = lease(3, { gate: 'IO_JOBS', directory: '/b' });
    assert.equal(judge(same, [one, same, other], machine).kind, 'waits');
    assert.equal(judge(other, [one, same, other], machine).kind, 'admitted');
  });

  it('lets a lone command start whatever it is thought to need', () => {
    const large = lease(1, { memoryBytes: 99 * gibibyte });
    const pressed = { ...machine, memory: { ...machine.memory, pressure: 0.9 } };
    assert.equal(judge(large, [large], pressed).kind, 'admitted');
    const other = lease(2, { state: 'held', gate: 'TEST_JOBS' });
    const verdict = judge(large, [large, other], machine);
    assert.match(
      verdict.kind === 'waits' ? verdict.reason : '',
      /needs 99\.0 GiB of memory and 7\.0 GiB are free, by agent-2/,
    );
  });

  it('does not let small ones take the memory that a large one waits for', () => {
    const running = lease(1, { state: 'held', gate: 'TEST_JOBS', memoryBytes: 2 * gibibyte });
    const large = lease(2, { memoryBytes: 6 * gibibyte });
    const small = lease(3, { gate: 'LINK_JOBS', memoryBytes: gibibyte });
    const leases = [running, large, small];
    assert.equal(judge(large, leases, machine).kind, 'waits');
    assert.equal(judge(small, leases, machine).kind, 'waits');
  });

  interface Arrival {
    readonly gate: GateName;
    readonly slots: number;
    readonly priority: number;
    readonly memory: number | null;
    readonly work: number;
  }

  const arrival: fc.Arbitrary<Arrival> = fc.record({
    gate: fc.constantFrom(...gateNames),
    slots: fc.integer({ min: 1, max: 6 }),
    priority: fc.integer({ min: -3, max: 3 }),
    memory: fc.option(fc.integer({ min: 0, max: 12 * gibibyte })),
    work: fc.integer({ min: 1, max: 20 }),
  });

  it('is never over a limit and serves everybody, however they come and go', () => {
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 40 }), fc.nat(), (arrivals, salt) => {
        const leases = new Map<number, LeaseRecord>();
        const left = new Map<number, number>();
        const coming = [...arrivals];
        let served = 0;
        for (let round = 1; coming.length > 0 || leases.size > 0; round += 1) {
          assert.ok(round < 5_000, 'somebody waits for ever');
          const next = round % 2 === 0 ? coming.shift() : undefined;
          if (next) {
            const { gate, slots, priority, memory: memoryBytes } = next;
            leases.set(round, lease(round, { gate, slots, priority, memoryBytes, since: round }));
            left.set(round, next.work);
          }
          // In any order: who looks first is chance.
          const looking = [...leases.values()].filter(({ state }) => state === 'waiting');
          if ((round + salt) % 3 === 0) looking.reverse();
          for (const each of looking) {
            const verdict = judge(each, [...leases.values()], machine);
            if (verdict.kind === 'waits') continue;
            leases.set(each.id, { ...each, state: 'held' });
            served += 1;
          }
          for (const gate of gateNames) {
            const held = [...leases.values()].filter(
              (each) => each.gate === gate && each.state === 'held',
            );
            const places = held.reduce((total, each) => total + placesOf(each), 0);
            assert.ok(places <= machine.limits[gate] || held.length === 1);
          }
          for (const { id, state } of leases.values()) {
            if (state === 'waiting') continue;
            const rest = (left.get(id) ?? 0) - 1;
            left.set(id, rest);
            if (rest <= 0) leases.delete(id);
          }
        }
        assert.equal(served, arrivals.length);
      }),
    );
  });

  it('serves equals in the order they came, and one that waited long before the more urgent', () => {
    const early = lease(1, { since: 0 });
    const late = lease(2, { since: 1_000 });
    assert.equal(judge(late, [late, early], machine).kind, 'waits');
    const urgent = lease(3, { since: 1_000, priority: 1 });
    assert.equal(judge(urgent, [early, urgent], machine).kind, 'admitted');
    const tooLate = lease(4, { since: 31_000, priority: 1 });
    assert.equal(judge(tooLate, [early, tooLate], machine).kind, 'waits');
  });
});
