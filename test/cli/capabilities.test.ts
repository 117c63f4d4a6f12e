import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { temporaryDirectory } from '../unit/temporary-directory.ts';
import { type CallOptions, errorOf, lanekeeper } from './command-line.ts';

describe('a task that needs a capability', () => {
  const directory = temporaryDirectory();
  const at = (): CallOptions => {
    const workspace = path.join(directory(), 'workspace');
    mkdirSync(workspace, { recursive: true });
    const tasks = {
      image: {
        command: 'echo "by $LANEKEEPER_AGENT"',
        inputs: [],
        outputs: [],
        needs: { capabilities: ['docker'] },
      },
    };
    writeFileSync(path.join(workspace, 'lanekeeper.json'), JSON.stringify({ tasks }));
    return { home: path.join(directory(), 'home'), cwd: workspace };
  };

  const spawn = async (id: string, ...words: string[]): Promise<void> => {
    const spawned = await lanekeeper(['spawn', '--id', id, ...words, '--', 'true'], at());
    assert.equal(spawned.code, 0, spawned.stderr);
    await lanekeeper(['wait', id], at());
  };

  it('is run in the contract of the agent that has it', async () => {
    await spawn('plain');
    await spawn('able', '--capability', 'docker', '--capability', 'gpu');
    const shown = await lanekeeper(['show', 'able', '--json'], at());
    const { capabilities } = z
      .object({ capabilities: z.array(z.string()) })
      .parse(JSON.parse(shown.stdout));
    assert.deepEqual(capabilities.slice(0, 2), ['docker', 'gpu']);
    const ran = await lanekeeper(['task', 'run', 'image'], at());
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout + ran.stderr, /by able/);
  });

  it('is refused where no agent has it, and by an agent that has not', async () => {
    await spawn('plain');
    const nobody = errorOf(await lanekeeper(['task', 'run', '--json', 'image'], at()));
    assert.equal(nobody.code, 'capability-missing');
    assert.equal(nobody.message, 'No agent here can do "docker".');
    assert.match(nobody.cure, /--capability docker/);
    const named = await lanekeeper(['task', 'run', '--json', '--agent', 'plain', 'image'], at());
    assert.equal(errorOf(named).code, 'capability-missing');
  });

  it('is run where the machine tells of a GPU that it needs, and else refused with what to do', async () => {
    const options = at();
    const tasks = { train: { command: 'echo "on [$CUDA_VISIBLE_DEVICES]"', needs: { gpu: true } } };
    writeFileSync(path.join(options.cwd, 'lanekeeper.json'), JSON.stringify({ tasks }));
    const asked = await lanekeeper(['task', 'run', '--json', 'train'], options);
    if (asked.code !== 0) {
      const { code, cure } = errorOf(asked);
      assert.equal(code, 'capability-missing');
      assert.match(cure, /"gpus"/);
    }
    mkdirSync(options.home, { recursive: true });
    writeFileSync(path.join(options.home, 'config.json'), '{"gpus":1}');
    const ran = await lanekeeper(['task', 'run', 'train'], options);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout + ran.stderr, /on \[.+\]/);
  });

  it('is no capability by a name that is none', async () => {
    const { code, stderr } = await lanekeeper(
      ['spawn', '--capability', 'Docker Engine', '--', 'true'],
      at(),
    );
    assert.equal(code, 2);
    assert.match(stderr, /"Docker Engine" cannot be the name of a capability/);
  });
});
