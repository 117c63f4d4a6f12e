import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { realpathSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { provideContractFiles } from '../../../../src/core/environment/contract.ts';
import { writeFiles } from '../../git-repository.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { exampleContract } from '../example-contract.ts';

describe('lanekeeper-mypy', function () {
  this.timeout(240_000);
  const directory = temporaryDirectory();
  const workspace = (): string => path.join(directory(), 'workspace');
  let programs = '';
  let script = '';
  let seconds = 0;

  before(async function () {
    programs = path.dirname(realpathSync(await requireTool(this, 'mypy')));
  });

  beforeEach(async () => {
    const context = await exampleContract(directory());
    await provideContractFiles(context);
    script = path.join(context.namespaceRoot, 'bin', 'lanekeeper-mypy');
    seconds = 1_600_000_000;
  });

  /** Writes files, or takes away those that are null. Each time is another second, which is all that mypy looks at. */
  function edit(files: Readonly<Record<string, string | null>>) {
    seconds += 2;
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(workspace(), name);
      rmSync(file, { force: true });
      if (text === null) continue;
      writeFiles(workspace(), { [name]: text });
      utimesSync(file, seconds, seconds);
    }
  }

  interface Run {
    readonly code: number;
    readonly output: string;
    /** What was checked, with the reason, a line each; null where mypy ran over everything. */
    readonly checked: string[] | null;
  }

  function run(program: string, words: readonly string[], cache: string): Promise<Run> {
    const env = {
      PATH: `${programs}:${process.env['PATH'] ?? ''}`,
      MYPY_CACHE_DIR: path.join(directory(), cache),
    };
    return new Promise((resolve) => {
      const child = execFile(program, words, { cwd: workspace(), env }, (_, stdout, stderr) => {
        const lines = stderr.split('\n').filter((line) => line.startsWith('lanekeeper-mypy: '));
        const said = lines.map((line) => line.slice('lanekeeper-mypy: '.length));
        const isApart = /^(?:checking \d+ of|nothing has changed)/.test(said[0] ?? '');
        const rest = stderr.split('\n').filter((line) => !line.startsWith('lanekeeper-mypy: '));
        resolve({
          code: child.exitCode ?? -1,
          output: stdout + rest.join('\n'),
          checked: isApart ? said.slice(1).map((line) => line.trim()) : null,
        });
      });
    });
  }
  const check = (...words: string[]) => run(script, words, 'apart');
  /** The whole of mypy, with a cache of its own. */
  const whole = (...words: string[]) => run(path.join(programs, 'mypy'), ['.', ...words], 'whole');

  /** A package in which `user` reads `leaf`, `page` reads `user`, and `other` reads nothing. */
  function project(settings = '') {
    edit({
      'mypy.ini': `[mypy]\nstrict = true\n${settings}`,
      'src/shop/__init__.py': '',
      'src/shop/leaf.py': 'def size(x: int) -> int:\n    return x\n',
      'src/shop/user.py': 'from .leaf import size\n\ntotal = size(1)\n',
      'src/shop/other.py': 'import json\n\ntext = json.dumps(1)\n',
      'tests/test_page.py': 'from shop import user\n\nassert user.total + 1\n',
    });
  }

  const leafReturns = (type: string) => ({
    'src/shop/leaf.py': `def size(x: int) -> ${type}:\n    return ${type}(x)\n`,
  });

  it('checks everything once, and then nothing that has not changed', async () => {
    project();
    const first = await check();
    assert.deepEqual([first.code, first.checked], [0, null]);
    const second = await check();
    assert.deepEqual([second.code, second.checked], [0, []]);
    assert.equal(second.output, (await whole()).output);
  });

  it('checks what has changed and what depends on it, and says why', async () => {
    project();
    await check();
    edit(leafReturns('int'));
    const { code, checked } = await check();
    assert.equal(code, 0);
    assert.deepEqual(checked, [
      'src/shop/leaf.py: changed',
      'src/shop/user.py: depends on shop.leaf',
      'tests/test_page.py: depends on shop.user',
    ]);
    edit({ 'src/shop/other.py': 'import json\n\ntext = json.dumps(2)\n' });
    assert.deepEqual((await check()).checked, ['src/shop/other.py: changed']);
  });

  it('finds the error that a leaf’s signature makes far from it, in mypy’s own words', async () => {
    project();
    await check();
    edit(leafReturns('str'));
    const found = await check();
    assert.equal(found.code, 1);
    assert.match(found.output, /^tests\/test_page\.py:3: error: Unsupported operand types/);
    assert.equal(found.output, (await whole()).output);
    // It is found again, and what had no error is no reason to look at the rest.
    const again = await check();
    assert.deepEqual([again.code, again.checked?.length], [1, 3]);
    edit(leafReturns('int'));
    assert.equal((await check()).code, 0);
  });

  it('sees a module come and go, and one that takes another’s place', async () => {
    project();
    edit({ 'src/shop/user.py': 'import extra  # type: ignore[import-not-found]\n\ntotal = 1\n' });
    await check();
    edit({ 'src/extra.py': 'x = 1\n' });
    const come = await check();
    assert.deepEqual([come.code, come.output], [1, (await whole()).output]);
    edit({ 'src/extra.py': null });
    assert.equal((await check()).code, 0);
    edit({ 'src/shop/other/__init__.py': 'text = 1\n' });
    assert.equal((await check()).code, (await whole()).code);
  });

  it('checks everything when settings or a module that is not among the files change', async () => {
    project('exclude = ^made/\nmypy_path = made\n');
    edit({
      'made/wire.py': 'port: int = 1\n',
      'src/shop/user.py': 'import wire\n\ntotal: int = wire.port\n',
    });
    await check();
    assert.deepEqual((await check()).checked, []);
    edit({ 'made/wire.py': 'port: str = ""\n' });
    const found = await check();
    assert.deepEqual([found.code, found.checked], [1, null]);
    edit({ 'made/wire.py': 'port: int = 2\n' });
    assert.equal((await check()).code, 0);
    edit({ 'mypy.ini': '[mypy]\nmypy_path = made\nexclude = ^(made|tests)/\n' });
    const { code, checked } = await check();
    assert.deepEqual([code, checked], [0, null]);
  });

  it('leaves to mypy what cannot be checked apart', async () => {
    project('[mypy-shop.leaf]\nfollow_imports = skip\n');
    await check();
    assert.equal((await check()).checked, null);
    project();
    await check();
    assert.equal((await check('.', '--no-incremental')).checked, null);
    const wrong = await check('.', '--no-such-option');
    assert.deepEqual([wrong.code, wrong.output], [2, (await whole('--no-such-option')).output]);
  });

  it('says of every series of edits what the whole of mypy says', async () => {
    const names = ['one', 'two', 'three', 'four'] as const;
    const name = fc.constantFrom(...names);
    const type = fc.constantFrom('int', 'str');
    /** How a module names the value of another. */
    const ways = [
      (of: string) => [`from .${of} import value as its`, 'its'],
      (of: string) => [`from box import ${of}`, `${of}.value`],
      (of: string) => [`import box.${of}`, `box.${of}.value`],
    ] as const;
    const content = fc.oneof(
      type.map((own) => `value: ${own} = ${own}()\n`),
      fc.tuple(name, fc.constantFrom(...ways)).map(([of, way]) => {
        const [bring = '', its = ''] = way(of);
        return `${bring}\n\nvalue = ${its}\n`;
      }),
      fc.tuple(name, fc.constantFrom(...ways), type).map(([of, way, wanted]) => {
        const [bring = '', its = ''] = way(of);
        return `${bring}\n\nvalue: ${wanted} = ${its}\n`;
      }),
      fc.constant(null),
    );
    const edits = fc.array(fc.tuple(name, content), { minLength: 4, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(edits, async (series) => {
        edit({ 'mypy.ini': '[mypy]\n', 'box/__init__.py': '' });
        edit(Object.fromEntries(names.map((each) => [`box/${each}.py`, 'value: int = 1\n'])));
        await check();
        for (const [module, text] of series) {
          edit({ [`box/${module}.py`]: text });
          const [apart, all] = [await check(), await whole()];
          // Files without a way from one to the other are told in the order in which they came to the cache.
          const sorted = ({ output }: Run) => output.split('\n').sort();
          assert.deepEqual([apart.code, ...sorted(apart)], [all.code, ...sorted(all)]);
        }
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });
});
