import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { provideContractFiles } from '../../../../src/core/environment/contract.ts';
import { writeFiles } from '../../git-repository.ts';
import { requireTool, skipOrFail } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { exampleContract } from '../example-contract.ts';

describe('lanekeeper-pytest', () => {
  const directory = temporaryDirectory();
  const workspace = (): string => path.join(directory(), 'workspace');
  let programs = '';

  before(async function () {
    programs = path.dirname(realpathSync(await requireTool(this, 'pytest')));
    try {
      execFileSync(path.join(programs, 'python'), ['-c', 'import xdist'], { stdio: 'ignore' });
    } catch {
      skipOrFail(this, 'pytest-xdist beside pytest');
    }
  });

  /** Runs it over tests that write down the worker they ran in; returns these, by module. */
  async function workers(
    share: number,
    options: {
      ini?: string;
      environment?: Record<string, string>;
      arguments?: string[];
    } = {},
  ): Promise<Record<string, string[]>> {
    const test = (name: string) =>
      `import os, pytest\n@pytest.mark.parametrize("n", range(4))\ndef test_${name}(n):\n` +
      `    with open("ran", "a") as f: f.write("${name} " + os.environ.get("PYTEST_XDIST_WORKER", "none") + "\\n")\n`;
    writeFiles(workspace(), {
      'pytest.ini': `[pytest]\n${options.ini ?? ''}\n`,
      'test_one.py': test('one'),
      'test_two.py': test('two'),
      ran: '',
    });
    const context = await exampleContract(directory());
    await provideContractFiles(context);
    await promisify(execFile)(
      path.join(context.namespaceRoot, 'bin', 'lanekeeper-pytest'),
      options.arguments ?? [],
      {
        cwd: workspace(),
        env: {
          PATH: `${programs}:${process.env['PATH'] ?? ''}`,
          PYTEST_XDIST_AUTO_NUM_WORKERS: String(share),
          ...options.environment,
        },
      },
    );
    const found: Record<string, string[]> = {};
    for (const line of readFileSync(path.join(workspace(), 'ran'), 'utf8').trim().split('\n')) {
      const [name = '', worker = ''] = line.split(' ');
      found[name] = [...new Set([...(found[name] ?? []), worker])].sort();
    }
    return found;
  }
  const alone = { one: ['none'], two: ['none'] };

  it('has a worker for each of its share, and each module in one of them', async () => {
    const { one = [], two = [] } = await workers(2);
    assert.deepEqual([...one, ...two].sort(), ['gw0', 'gw1']);
  });

  it('starts none for tests that took but a moment when all of them ran before', async () => {
    const isParallel = async (options: Parameters<typeof workers>[1] = {}): Promise<boolean> =>
      !Object.values(await workers(2, options))
        .flat()
        .includes('none');
    assert.equal(await isParallel({ arguments: ['test_one.py', 'test_two.py'] }), true);
    assert.equal(await isParallel(), true, 'what somebody named tells nothing of all');
    assert.equal(await isParallel(), false);
    assert.equal(await isParallel({ arguments: ['test_one.py'] }), true);
    const slow = path.join(workspace(), '.pytest_cache', 'v', 'lanekeeper', 'seconds');
    writeFileSync(slow, '60');
    assert.equal(await isParallel(), true);
    writeFileSync(slow, '{');
    assert.equal(await isParallel(), true);
  });

  it('starts no workers in a share of one', async () => {
    assert.deepEqual(await workers(1), alone);
  });

  it('leaves it to the user’s own options, wherever they are given', async () => {
    assert.deepEqual(await workers(2, { ini: 'addopts = -n 0' }), alone);
    assert.deepEqual(await workers(2, { environment: { PYTEST_ADDOPTS: '-n0' } }), alone);
    const { one, two } = await workers(2, { arguments: ['-n', '1'] });
    assert.deepEqual([one, two], [['gw0'], ['gw0']]);
  });

  it('is plain pytest without pytest-xdist', async () => {
    assert.deepEqual(await workers(2, { ini: 'addopts = -p no:xdist' }), alone);
  });
});
