import assert from 'node:assert/strict';
import type { Systeminformation } from 'systeminformation';
import { readBattery, toBattery } from '../../../src/core/metrics/battery.ts';

const answer: Systeminformation.BatteryData = {
  ...{ hasBattery: true, cycleCount: 81, isCharging: false, acConnected: false, percent: 63 },
  ...{ designedCapacity: 57_020, maxCapacity: 51_300, currentCapacity: 32_319, voltage: 11.4 },
  ...{ capacityUnit: 'mWh', timeRemaining: 194, type: 'Li-ion', model: '', manufacturer: '' },
  serial: '',
};

describe('the battery of the machine', () => {
  it('is one with a charge of 0 to 1, or none, on this machine', async () => {
    const battery = await readBattery();
    assert.ok(battery === null || (battery.charge >= 0 && battery.charge <= 1));
  });

  it('says its charge and whether the machine runs on it', () => {
    assert.deepEqual(toBattery(answer), { charge: 0.63, onMains: false });
    assert.deepEqual(toBattery({ ...answer, acConnected: true, percent: 101 }), {
      charge: 1,
      onMains: true,
    });
  });

  it('is none where there is none, and a fault where the answer cannot be read', () => {
    assert.equal(toBattery({ ...answer, hasBattery: false, percent: 0 }), null);
    assert.throws(() => toBattery({ ...answer, percent: null }), /percent/);
  });
});
