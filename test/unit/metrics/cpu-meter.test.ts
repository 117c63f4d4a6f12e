import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CpuMeter } from '../../../src/core/metrics/cpu-meter.ts';
import type { ProcessEntry } from '../../../src/core/process/process-entry.ts';

/** A kernel in small: processes that work, fork, end, and are waited for or not. Time in whole units. */
class Kernel {
  readonly processes = new Map<
    number,
    { parent: number; start: number; self: number; reaped: number }
  >();
  /** By root: what was ever used below it. */
  used = 0;
  #nextPid = 2;
  #clock = 0;

  constructor() {
    this.processes.set(1, { parent: 0, start: 0, self: 0, reaped: 0 });
  }

  fork(parent: number): void {
    this.#clock += 1;
    this.processes.set(this.#nextPid, { parent, start: this.#clock, self: 0, reaped: 0 });
    this.#nextPid += 1;
  }

  work(pid: number, amount: number): void {
    const process = this.processes.get(pid);
    if (!process) return;
    process.self += amount;
    this.used += amount;
  }

  /** Ends a process, which its parent waits for if `isWaitedFor`; its children become those of process 1. */
  end(pid: number, isWaitedFor: boolean): void {
    const process = this.processes.get(pid);
    if (!process || pid === 1) return;
    this.processes.delete(pid);
    for (const child of this.processes.values()) if (child.parent === pid) child.parent = 1;
    const parent = this.processes.get(process.parent);
    if (parent && isWaitedFor) parent.reaped += process.self + process.reaped;
  }

  table(): ProcessEntry[] {
    return [...this.processes].map(([pid, { parent, start, self, reaped }]) => ({
      pid,
      parentPid: parent,
      group: 1,
      session: 1,
      startTime: String(start),
      name: '',
      state: 'S',
      cpuSeconds: self + reaped,
      reapedCpuSeconds: reaped,
      residentBytes: 0,
      image: '',
    }));
  }
}

type Step =
  | { readonly do: 'fork'; readonly at: number }
  | { readonly do: 'work'; readonly at: number; readonly amount: number }
  | { readonly do: 'end'; readonly at: number }
  | { readonly do: 'look' };

const at = fc.nat();
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('fork' as const), at }),
    fc.record({ do: fc.constant('work' as const), at, amount: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ do: fc.constant('end' as const), at }),
    fc.record({ do: fc.constant('look' as const) }),
  ),
  { maxLength: 60 },
);

/** The sum of all that the meter told after the first look, and what it told at each. */
function run(program: readonly Step[], isWaitedFor: boolean): { kernel: Kernel; told: number[] } {
  const kernel = new Kernel();
  const meter = new CpuMeter();
  const told: number[] = [];
  const look = (): void => {
    told.push([...meter.advance(kernel.table()).values()].reduce((sum, each) => sum + each, 0));
  };
  look();
  for (const step of program) {
    const pids = [...kernel.processes.keys()];
    const pick = (index: number): number => pids[index % pids.length] ?? 1;
    if (step.do === 'fork') kernel.fork(pick(step.at));
    else if (step.do === 'work') kernel.work(pick(step.at), step.amount);
    else if (step.do === 'end') kernel.end(pick(step.at), isWaitedFor);
    else look();
  }
  look();
  return { kernel, told };
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

describe('the CPU time of processes', () => {
  it('is told once, whoever forks, ends and waits when', () => {
    fc.assert(
      fc.property(steps, (program) => {
        const { kernel, told } = run(program, true);
        assert.ok(told.every((each) => each >= 0));
        // Orphans adopted by process 1 end in other hands than those that saw them; nothing is ever counted twice.
        assert.ok(sumOf(told) <= kernel.used);
      }),
      { numRuns: 500 },
    );
  });

  it('is told whole while no process ends before its children', () => {
    fc.assert(
      fc.property(steps, (program) => {
        const kernel = new Kernel();
        const meter = new CpuMeter();
        let told = 0;
        const look = (): void => {
          for (const each of meter.advance(kernel.table()).values()) told += each;
        };
        look();
        for (const step of program) {
          const pids = [...kernel.processes.keys()];
          if (step.do === 'look') look();
          else {
            const pid = pids[step.at % pids.length] ?? 1;
            const isLeaf = ![...kernel.processes.values()].some(({ parent }) => parent === pid);
            if (step.do === 'fork') kernel.fork(pid);
            else if (step.do === 'work') kernel.work(pid, step.amount);
            else if (isLeaf) kernel.end(pid, true);
          }
        }
        look();
        assert.equal(told, kernel.used);
      }),
      { numRuns: 500 },
    );
  });

  it('is never negative and never too much when nobody waits', () => {
    fc.assert(
      fc.property(steps, (program) => {
        const { kernel, told } = run(program, false);
        assert.ok(told.every((each) => each >= 0));
        assert.ok(sumOf(told) <= kernel.used);
      }),
    );
  });

  it('is not told for what was used before the first look', () => {
    const kernel = new Kernel();
    kernel.work(1, 100);
    const meter = new CpuMeter();
    assert.equal(meter.advance(kernel.table()).size, 0);
    assert.deepEqual(meter.advance(kernel.table()), new Map([[1, 0]]));
  });

  it('counts a process with a pid that was used before from its own birth', () => {
    const meter = new CpuMeter();
    const kernel = new Kernel();
    const entry = (startTime: string, cpuSeconds: number): ProcessEntry => {
      const [first] = kernel.table();
      assert.ok(first);
      return { ...first, pid: 7, startTime, cpuSeconds };
    };
    meter.advance([entry('1', 50)]);
    assert.deepEqual(meter.advance([entry('2', 3)]), new Map([[7, 3]]));
  });
});
