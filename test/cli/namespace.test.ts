import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { temporaryDirectory } from '../unit/temporary-directory.ts';
import { type CallOptions, lanekeeper } from './command-line.ts';

const compared = z.object({
  namespace: z.string(),
  against: z.string(),
  differences: z.array(
    z.object({
      part: z.enum(['platform', 'toolchain', 'project']),
      input: z.string(),
      value: z.string().nullable(),
      other: z.string().nullable(),
    }),
  ),
});
const renewed = z.object({
  namespace: z.string(),
  before: z.string(),
  drift: z.array(z.string()),
  seeds: z.array(z.unknown()),
});

describe('lanekeeper namespace', function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  const at = (): CallOptions => {
    const workspace = path.join(directory(), 'workspace');
    mkdirSync(workspace, { recursive: true });
    return { home: path.join(directory(), 'home'), cwd: workspace };
  };
  const write = (file: string, text: string) => {
    writeFileSync(path.join(at().cwd, file), text);
  };
  const call = async (...parameters: string[]) => {
    const result = await lanekeeper(parameters, at());
    assert.equal(result.code, 0, result.stderr);
    return result.stdout;
  };
  const json = async (...parameters: string[]): Promise<unknown> =>
    JSON.parse(await call(...parameters, '--json'));
  const runAgent = async (id: string) => {
    await call('spawn', '--id', id, '--', 'true');
    await call('wait', id);
  };

  it('lists what differs from another agent, for people and for scripts', async () => {
    write('requirements.txt', 'a\n');
    await runAgent('one');
    write('requirements.txt', 'b\n');
    await runAgent('two');
    const { namespace, against, differences } = compared.parse(
      await json('namespace', 'one', '--against', 'two'),
    );
    assert.deepEqual([namespace.slice(-4), against.slice(-4)], ['-one', '-two']);
    assert.deepEqual(
      differences.map(({ part, input }) => [part, input]),
      [['project', 'requirements.txt']],
    );
    const text = await call('namespace', 'one', '--against', 'two');
    assert.match(
      text,
      /^PART +INPUT +ONE +TWO\nproject +requirements\.txt +[0-9a-f]{12} +[0-9a-f]{12}\n$/,
    );
    assert.equal(await call('namespace', 'one', '--against', 'one'), '');
  });

  it('renews what has drifted, and leaves what has not', async () => {
    write('requirements.txt', 'a\n');
    await runAgent('one');
    const same = renewed.parse(await json('namespace', 'one', '--renew'));
    assert.deepEqual([same.namespace, same.drift], [same.before, []]);
    write('requirements.txt', 'b\n');
    const { namespace, before, drift } = renewed.parse(await json('namespace', 'one', '--renew'));
    assert.equal(before, same.namespace);
    assert.notEqual(namespace, before);
    assert.deepEqual(drift, ['requirements.txt changed']);
    write('setup.cfg', '');
    const { code, stdout, stderr } = await lanekeeper(['namespace', 'one', '--renew'], at());
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^\S+-one\n$/);
    assert.match(stderr, /^setup\.cfg was added$/m);
  });

  it('has its drift shown with the agent, and the cure', async () => {
    write('setup.cfg', 'a\n');
    await runAgent('one');
    const drift = z.object({ drift: z.array(z.string()).nullable() });
    assert.deepEqual(drift.parse(await json('show', 'one')).drift, []);
    assert.match(await call('show', 'one'), /^drift +none$/m);
    write('setup.cfg', 'b\n');
    write('tox.ini', '');
    const drifted = ['setup.cfg changed', 'tox.ini was added'];
    assert.deepEqual(drift.parse(await json('show', 'one')).drift, drifted);
    assert.deepEqual(drift.parse(await json('namespace', 'one')).drift, drifted);
    assert.match(
      await call('show', 'one'),
      /^drift +setup\.cfg changed\n +tox\.ini was added\n +Renew it: lanekeeper namespace one --renew$/m,
    );
    rmSync(path.join(directory(), 'home', 'namespaces'), { recursive: true });
    assert.equal(drift.parse(await json('show', 'one')).drift, null);
  });

  it('needs an agent for either, and the other one to be there', async () => {
    for (const option of [['--renew'], ['--against', 'one']]) {
      const { code, stderr } = await lanekeeper(['namespace', ...option], at());
      assert.equal(code, 2);
      assert.match(stderr, /needs the agent whose namespace is meant/);
    }
    write('requirements.txt', '');
    await runAgent('one');
    const missing = await lanekeeper(['namespace', 'one', '--against', 'two'], at());
    assert.equal(missing.code, 4);
  });

  it('tells what is odd about the inputs, which the log of the agent tells as well', async () => {
    write('package.json', '{"private":true}');
    write('package-lock.json', '<<<<<<< ours\n=======\n>>>>>>> theirs\n');
    write('yarn.lock', '');
    await runAgent('one');
    const conflict = 'package-lock.json holds the marks of a merge conflict.';
    const several =
      'There are lockfiles of several package managers: yarn.lock, package-lock.json.';
    const { notes } = z
      .object({ notes: z.array(z.string()) })
      .parse(await json('namespace', 'one', '--explain'));
    assert.equal(notes.length, 2);
    assert.ok(notes[0]?.startsWith(conflict), notes[0]);
    assert.ok(notes[1]?.startsWith(several), notes[1]);
    const text = await call('namespace', 'one', '--explain');
    const log = await call('logs', 'one');
    for (const note of notes) {
      assert.ok(text.includes(`note: ${note}\n`), text);
      assert.ok(log.includes(`[lanekeeper] ${note}`), log);
    }
  });
});
