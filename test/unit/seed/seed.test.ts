import assert from 'node:assert/strict';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { rankCandidates } from '../../../src/core/seed/candidates.ts';
import { copyTree } from '../../../src/core/seed/copy-tree.ts';
import { readTree } from '../../../src/core/seed/tree.ts';
import { writeFiles } from '../git-repository.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { agentIn, candidate, explanationOf, seed, treeHash } from './two-agents.ts';

const now = (): bigint => BigInt(Date.now()) * 1_000_000n;
const everything = (): boolean => true;
/** As if the tree had been read a minute after it was written. */
const later = (): bigint => now() + 60_000_000_000n;

describe('the warmest namespace', () => {
  const directory = temporaryDirectory();
  const agent = (id: string) => agentIn(directory(), id, directory());
  const order = (...candidates: ReturnType<typeof candidate>[]): string[] =>
    rankCandidates('rust', explanationOf({ 'Cargo.lock': 'a', 'Cargo.toml': 'm' }), candidates).map(
      (each) => each.agent.id,
    );

  it('has the same lockfiles before most of them, and then the latest build', () => {
    const same = explanationOf({ 'Cargo.lock': 'a', 'Cargo.toml': 'm' });
    const near = explanationOf({ 'Cargo.lock': 'b', 'Cargo.toml': 'm' });
    assert.deepEqual(
      order(
        candidate(agent('near'), { explanation: near, builtAt: '2026-03-01T00:00:00.000Z' }),
        candidate(agent('never'), { explanation: same }),
        candidate(agent('old'), { explanation: same, builtAt: '2026-01-01T00:00:00.000Z' }),
        candidate(agent('recent'), { explanation: same, builtAt: '2026-02-01T00:00:00.000Z' }),
      ),
      ['recent', 'old', 'never', 'near'],
    );
  });

  it('is never one of another compiler, while another Node does not matter to cargo', () => {
    const other = explanationOf({}, '1.94.0');
    const node = explanationOf();
    const changed = {
      ...node,
      parts: {
        ...node.parts,
        toolchain: {
          ...node.parts.toolchain,
          inputs: node.parts.toolchain.inputs.map((input) =>
            input.name === 'node' ? { ...input, value: 'v20' } : input,
          ),
        },
      },
    };
    assert.deepEqual(
      order(
        candidate(agent('compiler'), { explanation: other }),
        candidate(agent('node'), { explanation: changed }),
      ),
      ['node'],
    );
  });
});

describe('seeding', () => {
  const directory = temporaryDirectory();
  const checkout = (): string => path.join(directory(), 'checkout');
  const agent = (id: string) => agentIn(path.join(directory(), 'home'), id, checkout());

  beforeEach(() => {
    mkdirSync(checkout());
  });

  it('starts cold, and says why, without anybody to be seeded from', async () => {
    const one = agent('one');
    const none = await seed(one, []);
    assert.deepEqual(
      [none.from, none.reason],
      [null, 'No other agent has worked on this repository.'],
    );
    const empty = await seed(one, [candidate(agent('two'))]);
    assert.deepEqual([empty.from, empty.reason], [null, 'two has built nothing yet.']);
    const other = await seed(one, [
      candidate(agent('two'), { explanation: explanationOf({}, '1') }),
    ]);
    assert.equal(
      other.reason,
      'No other agent of this repository has the same platform and tools.',
    );
  });

  it('takes the caches of Python and Node along and never a virtual environment', async () => {
    const [one, two] = [agent('one'), agent('two')];
    const root = path.join(directory(), 'home');
    writeFiles(path.join(root, 'one'), {
      'cache/mypy/3.13/a.meta.json': '{}',
      'cache/pytest/v/lastfailed': '{}',
      'venv/bin/python': '',
      'venv/pyvenv.cfg': '',
      'log/agent.log': '',
    });
    const report = await seed(two, [candidate(one)], { ecosystem: 'python' });
    assert.deepEqual([report.from, report.files, report.bytes], ['one', 1, 2]);
    assert.deepEqual(readdirSync(path.join(root, 'two')), ['cache']);
    assert.deepEqual(readdirSync(path.join(root, 'two', 'cache')), ['mypy']);
  });

  it('says so where what another agent knows is of its own checkout alone', async () => {
    const one = agent('one');
    writeFiles(path.join(directory(), 'home', 'one'), { 'cache/eslint/a': '{}' });
    const elsewhere = { ...one, path: path.join(directory(), 'worktree') };
    const report = await seed(agent('two'), [candidate(elsewhere)], { ecosystem: 'node' });
    assert.deepEqual(
      [report.from, report.reason],
      [null, 'What one knows is of files in another checkout.'],
    );
    const same = await seed(agent('three'), [candidate(one)], { ecosystem: 'node' });
    assert.equal(same.from, 'one');
  });

  it('goes on to the next agent when one is being written to', async () => {
    const [busy, idle, third] = [agent('busy'), agent('idle'), agent('third')];
    const root = path.join(directory(), 'home');
    for (const name of ['busy', 'idle']) {
      writeFiles(path.join(root, name), { 'cache/mypy/a': name });
    }
    const file = path.join(root, 'busy', 'cache/mypy/a');
    const writer = setInterval(() => {
      writeFileSync(file, 'busy');
    }, 1);
    try {
      const report = await seed(third, [candidate(busy, { builtAt: '2026' }), candidate(idle)], {
        ecosystem: 'python',
      });
      assert.equal(report.from, 'idle');
    } finally {
      clearInterval(writer);
    }
    assert.equal(readFileSync(path.join(root, 'third', 'cache/mypy/a'), 'utf8'), 'idle');
  });

  it('ends when it is cancelled and leaves nothing half copied', async () => {
    const [one, two] = [agent('one'), agent('two')];
    const root = path.join(directory(), 'home');
    writeFiles(path.join(root, 'one'), { 'cache/mypy/a': '1', 'cache/mypy/b/c': '2' });
    await assert.rejects(
      seed(two, [candidate(one)], { ecosystem: 'python', signal: AbortSignal.abort() }),
      { name: 'AbortError' },
    );
    assert.equal(readdirSync(path.join(root, 'two')).includes('cache'), false);
  });
});

describe('a copied tree', () => {
  const directory = temporaryDirectory();
  const [from, to] = [
    () => path.join(directory(), 'from'),
    () => path.join(directory(), 'copies', 'to'),
  ];
  const copy = async (readAt = later(), onProgress?: (bytes: number) => void) => {
    const entries = await readTree(from(), { keep: everything });
    return copyTree(from(), to(), { entries, readAt, keep: everything, onProgress });
  };

  beforeEach(() => {
    writeFiles(from(), { 'a/b/c': 'content', 'a/d': '', 'e f': 'x' });
    mkdirSync(path.join(from(), 'empty'));
    symlinkSync('a/b/c', path.join(from(), 'link'));
  });

  it('has content, links, modes and times of the original, and files of its own', async () => {
    assert.match(await copy(), /^(?:copied|cloned)$/);
    const [source, target] = [
      await readTree(from(), { keep: everything }),
      await readTree(to(), { keep: everything }),
    ];
    const facts = (entries: typeof source) =>
      entries.map(({ path: name, kind, bytes }) => `${name} ${kind} ${String(bytes)}`).sort();
    assert.deepEqual(facts(target), facts(source));
    for (const { path: name, modified } of source) {
      const copied = target.find((entry) => entry.path === name)?.modified ?? 0n;
      const off = modified > copied ? modified - copied : copied - modified;
      assert.ok(off < 2000n, `${name} is ${String(off)} ns off`);
    }
    assert.notEqual(
      statSync(path.join(from(), 'a/b/c')).ino,
      statSync(path.join(to(), 'a/b/c')).ino,
    );
    assert.equal(readFileSync(path.join(to(), 'link'), 'utf8'), 'content');
    const before = await treeHash(from());
    writeFileSync(path.join(to(), 'a/b/c'), 'changed');
    assert.equal(await treeHash(from()), before);
  });

  it('has one file under two names where the original has', async () => {
    linkSync(path.join(from(), 'a/b/c'), path.join(from(), 'a/twin'));
    await copy();
    const [one, twin] = ['a/b/c', 'a/twin'].map((name) => statSync(path.join(to(), name)));
    assert.equal(one?.ino, twin?.ino);
    assert.equal(one?.nlink, 2);
    assert.notEqual(one.ino, statSync(path.join(from(), 'a/twin')).ino);
  });

  it('is thrown away when the original was written to meanwhile', async () => {
    const outcome = await copy(later(), () => {
      writeFileSync(path.join(from(), 'added'), '');
    });
    assert.equal(outcome, 'changed');
    assert.deepEqual(readdirSync(path.dirname(to())), []);
  });

  it('is not begun when the original was written to a moment before', async () => {
    assert.equal(await copy(now()), 'changed');
  });
});
