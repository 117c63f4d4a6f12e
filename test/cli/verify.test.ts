import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { requireTool } from '../unit/required-tool.ts';
import { temporaryDirectory } from '../unit/temporary-directory.ts';
import { type CallOptions, lanekeeper } from './command-line.ts';

/** The shape that scripts rely on. */
const answer = z.object({
  checks: z.array(
    z.object({
      id: z.string(),
      stage: z.enum(['pre', 'runtime', 'post']),
      result: z.enum(['pass', 'fail', 'unknown']),
      evidence: z.string().min(1),
      cure: z.string(),
    }),
  ),
});

describe('lanekeeper verify', () => {
  const directory = temporaryDirectory();
  const at = (): CallOptions => {
    const workspace = path.join(directory(), 'workspace');
    mkdirSync(workspace, { recursive: true });
    return { home: path.join(directory(), 'home'), cwd: workspace };
  };
  const verify = async (...words: string[]) => {
    const { code, stdout } = await lanekeeper(['verify', '--json', ...words], at());
    return { code, checks: answer.parse(JSON.parse(stdout)).checks };
  };

  it('has checks of each stage, and of one stage alone', async () => {
    const all = await verify();
    assert.deepEqual(new Set(all.checks.map(({ stage }) => stage)).size, 3);
    assert.equal(all.code, 0);
    for (const stage of ['pre', 'runtime', 'post']) {
      const { checks } = await verify(stage);
      assert.ok(checks.length > 0);
      assert.ok(checks.every((check) => check.stage === stage && check.id.startsWith(stage)));
    }
  });

  it('ends with 1 when a check fails, and shows it with its cure', async () => {
    const { home } = at();
    mkdirSync(path.join(home, 'namespaces', 'orphan'), { recursive: true });
    const { code, checks } = await verify('post');
    assert.equal(code, 1);
    const failed = checks.filter(({ result }) => result === 'fail');
    assert.deepEqual(
      failed.map(({ id }) => id),
      ['post.artifacts-gone'],
    );
    const told = await lanekeeper(['verify', 'post'], at());
    assert.equal(told.code, 1);
    assert.match(told.stdout, /^fail {4} post\.artifacts-gone\n.*orphan.*\n.*→ Look at/m);
    assert.match(told.stdout, /^unknown {2}post\.caches-intact/m);
  });

  it('traces a command, and ends with 1 when that writes astray', async function () {
    await requireTool(this, 'strace');
    await lanekeeper(['spawn', '--id', 'dev', '--', 'true'], at());
    await lanekeeper(['wait', 'dev'], at());
    const trace = (script: string) =>
      lanekeeper(['verify', '--trace', 'dev', '--', 'sh', '-c', script], at());
    const good = await trace('echo 1 > "$TMPDIR/x"');
    assert.equal(good.code, 0, good.stdout + good.stderr);
    assert.match(good.stdout, /^pass {4} runtime\.traced-writes/m);
    const stray = await trace('echo 1 > ../astray');
    assert.equal(stray.code, 1);
    assert.match(stray.stdout, /astray, outside its directories/);
  });

  it('refuses what it does not know', async () => {
    assert.equal((await lanekeeper(['verify', 'nobody'], at())).code, 4);
    assert.equal((await lanekeeper(['verify', 'pre', 'a', 'b'], at())).code, 2);
    assert.equal((await lanekeeper(['verify', '--trace', 'a'], at())).code, 2);
  });
});
