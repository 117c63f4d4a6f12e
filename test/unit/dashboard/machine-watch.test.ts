import assert from 'node:assert/strict';
import { machineFacts } from '../../../src/core/metrics/machine-facts.ts';
import type { MachineSource } from '../../../src/extension/dashboard/dashboard-engine.ts';
import { machineView } from '../../../src/extension/dashboard/machine-view.ts';
import { MachineWatch } from '../../../src/extension/dashboard/machine-watch.ts';
import { HandClock } from './hand-clock.ts';
import { makeMachine } from './scene.ts';
import { settle } from './session-rig.ts';

type Machine = NonNullable<MachineSource['machine']>;

/** A watch that is answered with each of these in turn. */
function start(...answers: readonly (Machine | Error)[]) {
  const rest = [...answers];
  const warnings: string[] = [];
  const clock = new HandClock();
  const log = { warn: (text: string) => warnings.push(text), error: assert.ifError };
  const watch = new MachineWatch(
    log,
    () => {
      const answer = rest.shift() ?? new Error('asked too often');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    clock,
  );
  return { watch, clock, warnings, rest };
}

describe('What the dashboard knows of the machine', () => {
  it('is what the real machine tells, asked when somebody looks', async () => {
    const log = { warn: assert.ifError, error: assert.ifError };
    const watch = new MachineWatch(log);
    const told = new Promise<void>((resolve) => watch.onDidChange(resolve));
    assert.equal(watch.machine, null);
    const watching = watch.watch();
    await told;
    watching.dispose();
    const facts = await machineFacts();
    const view = machineView(watch.machine);
    assert.deepEqual(view?.processor, facts.processor);
    assert.equal(view.swapBytes, facts.swapBytes);
    assert.equal(view.graphics.length, facts.graphics.length);
  });

  it('has the battery as it is each minute, for as long as somebody looks', async () => {
    const { watch, clock, rest } = start(
      makeMachine({ charge: 0.63, onMains: false }),
      makeMachine({ charge: 0.62, onMains: false }),
      makeMachine({ charge: 0.61, onMains: false }),
    );
    const watching = watch.watch();
    await settle();
    assert.equal(watch.machine?.battery?.charge, 0.63);
    clock.advance(60_000);
    await settle();
    assert.equal(watch.machine.battery.charge, 0.62);
    watching.dispose();
    clock.advance(600_000);
    assert.equal(rest.length, 1);
  });

  it('is asked once where there is no battery', async () => {
    const { watch, clock } = start(makeMachine(null));
    watch.watch();
    await settle();
    assert.notEqual(watch.machine, null);
    assert.equal(clock.pending, 0);
  });

  it('is nothing where it cannot be told: that is logged, and asked again when somebody looks again', async () => {
    const { watch, clock, warnings } = start(new Error('no lspci'), makeMachine(null));
    watch.watch().dispose();
    await settle();
    watch.watch();
    await settle();
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /no lspci/);
    assert.equal(watch.machine?.battery, null);
    assert.equal(clock.pending, 0);
  });

  it('is not told to who does not look any more', async () => {
    const { watch } = start(makeMachine(null));
    watch.onDidChange(() => assert.fail('was told'));
    watch.watch().dispose();
    await settle();
    assert.equal(watch.machine, null);
  });
});
