import assert from 'node:assert/strict';
import { findGpus } from '../../../src/core/resource/gpu/gpus.ts';

describe('the GPUs that tasks may have to themselves', () => {
  const none = { ...process.env };
  delete none['CUDA_VISIBLE_DEVICES'];
  delete none['CUDA_DEVICE_ORDER'];

  it('are as many as the user says, numbered as nvidia-smi numbers them', async () => {
    const gpus = await findGpus(none, 2);
    assert.equal(gpus.count, 2);
    assert.deepEqual(gpus.variablesOf(1), {
      CUDA_VISIBLE_DEVICES: '1',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      HIP_VISIBLE_DEVICES: '1',
    });
  });

  it('are those that a batch system lets be seen, by its names, in the order that it chose', async () => {
    const environment = {
      ...none,
      CUDA_VISIBLE_DEVICES: 'GPU-8f3a, 5',
      CUDA_DEVICE_ORDER: 'FASTEST_FIRST',
    };
    const gpus = await findGpus(environment, null);
    assert.equal(gpus.count, 2);
    assert.deepEqual(gpus.variablesOf(0), {
      CUDA_VISIBLE_DEVICES: 'GPU-8f3a',
      CUDA_DEVICE_ORDER: 'FASTEST_FIRST',
    });
    assert.equal(gpus.variablesOf(1)['CUDA_VISIBLE_DEVICES'], '5');
  });

  it('are none where a batch system hides all of them', async () => {
    for (const hidden of ['', '-1', '-1,0']) {
      assert.equal((await findGpus({ ...none, CUDA_VISIBLE_DEVICES: hidden }, null)).count, 0);
    }
  });

  it('are counted by the machine otherwise', async () => {
    const { count } = await findGpus(none, null);
    assert.ok(Number.isInteger(count) && count >= 0);
  });
});
