import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { temporaryDirectory } from '../unit/temporary-directory.ts';
import { type CallOptions, lanekeeper } from './command-line.ts';

/** The shape that scripts rely on. */
const answer = z.object({
  checks: z.array(
    z.object({
      id: z.string(),
      stage: z.enum(['locks', 'caches', 'resources', 'interference']),
      result: z.enum(['pass', 'fail', 'unknown']),
      evidence: z.string().min(1),
      cure: z.string(),
      fixable: z.boolean(),
      fixed: z.array(z.string()),
    }),
  ),
});

describe('lanekeeper doctor', () => {
  const directory = temporaryDirectory();
  const at = (): CallOptions => {
    const workspace = path.join(directory(), 'workspace');
    mkdirSync(workspace, { recursive: true });
    return { home: path.join(directory(), 'home'), cwd: workspace };
  };

  it('ends with 1 when something is wrong, shows it with its cure, and changes nothing', async () => {
    const orphan = path.join(at().home, 'namespaces', 'orphan');
    mkdirSync(orphan, { recursive: true });
    const told = await lanekeeper(['doctor'], at());
    assert.equal(told.code, 1);
    assert.match(told.stdout, /^fail {4} interference\.leftovers\n.*orphan.*\n.*→ Look at/m);
    const { code, stdout } = await lanekeeper(['doctor', '--json'], at());
    assert.equal(code, 1);
    const failed = answer
      .parse(JSON.parse(stdout))
      .checks.filter(({ result }) => result === 'fail');
    assert.ok(failed.some(({ id }) => id === 'interference.leftovers'));
    assert.ok(existsSync(orphan));
  });

  it('finishes an interrupted clean-up with --fix, and tells it', async () => {
    const { home } = at();
    await lanekeeper(['list'], at());
    const uid = '11111111-2222-4333-8444-555555555555';
    const entry = `doomed.namespace.gone.${uid}.999999-0123456789ab.${uid}`;
    mkdirSync(path.join(home, 'trash', entry), { recursive: true });
    writeFileSync(path.join(home, 'trash', entry, 'object.o'), 'x');
    const { stdout } = await lanekeeper(['doctor', '--fix'], at());
    assert.match(stdout, /^pass {4} interference\.leftovers\n.*\n *✓ Finished 1 clean-up/m, stdout);
    assert.ok(!existsSync(path.join(home, 'trash', entry)));
  });
});
