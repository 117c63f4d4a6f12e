import assert from 'node:assert/strict';
import { globSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { engineRig } from '../../agent/engine-rig.ts';
import { requireTool } from '../../required-tool.ts';

const files = {
  'pyproject.toml': '[project]\nname = "app"\nversion = "1"\n',
  'app.py': 'def twice(n: int) -> int:\n    return n + n\n',
  'test_app.py': [
    'from hypothesis import given, strategies as st',
    'from app import twice',
    '@given(st.text())',
    'def test_twice(text: str) -> None:',
    '    assert twice(len(text)) == len(text + text)',
    '',
  ].join('\n'),
};

/** What each tool leaves of a run, below the agent's namespace. */
const kept = {
  pytest: 'cache/pytest/CACHEDIR.TAG',
  mypy: 'cache/mypy/**/*',
  ruff: 'cache/ruff/CACHEDIR.TAG',
  coverage: 'cache/coverage/.coverage',
  // Which letters there are, which it looks up once for tests of text.
  hypothesis: 'cache/hypothesis/**/charmap*',
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
      'export PYTHONDONTWRITEBYTECODE=; coverage run -m pytest -q && mypy app.py && ruff check --select F .';
    const command = ['sh', '-c', line];
    const agents = await Promise.all(
      ['one', 'two'].map((id) => engine.spawn({ id, workspace: checkout, command })),
    );
    for (const { id } of agents) {
      const { status, roots } = await ended(id);
      const log = (await engine.readLogTail(id, 50_000)).toString();
      assert.equal(status, 'done', log);
      const root = roots.find(({ kind }) => kind === 'namespace')?.path ?? '';
      for (const [tool, glob] of Object.entries(kept)) {
        assert.notEqual(globSync(glob, { cwd: root }).length, 0, `${tool} kept nothing in ${root}`);
      }
    }
    assert.deepEqual(readdirSync(checkout).sort(), Object.keys(files).sort());
  });
});
