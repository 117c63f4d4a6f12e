import assert from 'node:assert/strict';
import { globSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { engineRig } from '../agent/engine-rig.ts';
import { requireTool } from '../required-tool.ts';

const files = {
  'pyproject.toml': '[project]\nname = "app"\nversion = "1"\n',
  'app.py': 'def twice(n: int) -> int:\n    return n + n\n',
  'test_app.py': [
    'from hypothesis import given, strategies as st',
    'from hypothesis.configuration import storage_directory',
    'from app import twice',
    '@given(st.integers())',
    'def test_twice(n: int) -> None:',
    '    assert twice(n) == 2 * n',
    'print("hypothesis keeps", storage_directory())',
    '',
  ].join('\n'),
};

/** What each tool leaves of a run, below the agent's namespace. */
const kept = {
  pytest: 'cache/pytest/CACHEDIR.TAG',
  mypy: 'cache/mypy/**/*',
  ruff: 'cache/ruff/CACHEDIR.TAG',
  coverage: 'cache/coverage/.coverage',
  bytecode: 'cache/pycache/**/app.*.pyc',
} as const;

describe('the caches of Python tools', () => {
  const rig = engineRig();

  it('are each agent’s own where two work in one folder, and leave nothing in it', async function () {
    this.timeout(180_000);
    for (const tool of ['pytest', 'mypy', 'ruff', 'coverage']) await requireTool(this, tool);
    const { engine, workspace, ended } = rig();
    const checkout = path.join(workspace, 'app');
    mkdirSync(checkout);
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(path.join(checkout, name), text);
    }
    // A machine may be told to write no bytecode; here it is to be seen where it goes.
    const line =
      'export PYTHONDONTWRITEBYTECODE=; coverage run -m pytest -q -s && mypy app.py && ruff check --select F .';
    const command = ['sh', '-c', line];
    const agents = await Promise.all(
      ['one', 'two'].map((id) => engine.spawn({ id, workspace: checkout, command })),
    );
    for (const { id } of agents) {
      const { status, roots, environment } = await ended(id);
      const log = (await engine.readLogTail(id, 50_000)).toString();
      assert.equal(status, 'done', log);
      const root = roots.find(({ kind }) => kind === 'namespace')?.path ?? '';
      for (const [tool, glob] of Object.entries(kept)) {
        assert.notEqual(globSync(glob, { cwd: root }).length, 0, `${tool} kept nothing in ${root}`);
      }
      // hypothesis writes only of failures; where it would is its own word.
      assert.ok(
        log.includes(`hypothesis keeps ${environment['HYPOTHESIS_STORAGE_DIRECTORY'] ?? ''}`),
        log,
      );
      assert.ok(environment['HYPOTHESIS_STORAGE_DIRECTORY']?.startsWith(root));
    }
    assert.deepEqual(readdirSync(checkout).sort(), Object.keys(files).sort());
  });
});
