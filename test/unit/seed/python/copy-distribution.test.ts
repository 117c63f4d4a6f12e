import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { listDistributions } from '../../../../src/core/environment/python/distributions.ts';
import { FileCopier } from '../../../../src/core/seed/copy-file.ts';
import { copyDistribution, type Venv } from '../../../../src/core/seed/python/copy-distribution.ts';
import { formatRecord, parseRecord } from '../../../../src/core/seed/python/record.ts';
import { writeFiles } from '../../git-repository.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

describe('a list of installed files', () => {
  it('is read as it was written, whatever the names', () => {
    const field = fc.stringMatching(/^[^\r\n]*$/);
    const path = field.filter((text) => text !== '');
    const file = fc.record({ path, hash: field, size: field }, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(file), (files) => {
        assert.deepEqual(parseRecord(formatRecord(files)), files);
      }),
    );
  });
});

describe('a distribution copied into another virtual environment', function () {
  if (process.platform === 'win32') return;
  const directory = temporaryDirectory();
  const venv = (agent: string): Venv => {
    const root = path.join(directory(), agent, 'venv');
    return { root, sitePackages: path.join(root, 'lib', 'python3.13', 'site-packages') };
  };

  /** Installs a distribution as one does that writes RECORD last, with these files beside. */
  function install(files: Readonly<Record<string, string>>): void {
    const { sitePackages } = venv('one');
    const all = { 'one-1.dist-info/METADATA': 'Name: one\nVersion: 1\n', ...files };
    writeFiles(sitePackages, all);
    const rows = Object.entries(all).map(([name, text]) => `${name},,${String(text.length)}\n`);
    writeFiles(sitePackages, {
      'one-1.dist-info/RECORD': [...rows, 'one-1.dist-info/RECORD,,\n'].join(''),
    });
  }
  async function copy(isSameCheckout = true) {
    const [distribution] = await listDistributions(venv('one').root);
    assert.ok(distribution);
    mkdirSync(venv('two').sitePackages, { recursive: true });
    const [from, to] = [venv('one'), venv('two')];
    return copyDistribution(distribution, { from, to, isSameCheckout, copier: new FileCopier() });
  }
  const isEmpty = (): boolean => readdirSync(venv('two').sitePackages).length === 0;

  it('is whole, and takes its programs to the other environment', async () => {
    const { root } = venv('one');
    install({
      'one/__init__.py': 'x = 1\n',
      '../../../bin/one': `#!${root}/bin/python\nprint(1)\n`,
      '../../../bin/long': `#!/bin/sh\n'''exec' '${root}/bin/python' "$0" "$@"\n' '''\n`,
      '../../../share/one.txt': 'text',
    });
    assert.deepEqual(await copy(), { files: 6, bytes: lengthOf('two') });
    const program = readFileSync(path.join(venv('two').root, 'bin', 'one'), 'utf8');
    assert.equal(program, `#!${venv('two').root}/bin/python\nprint(1)\n`);
    assert.ok(
      readFileSync(path.join(venv('two').root, 'bin', 'long'), 'utf8').includes(
        `'${venv('two').root}/bin/python'`,
      ),
    );
  });

  /** Bytes that the list of an agent's distribution names; both agents' ids are of one length. */
  function lengthOf(agent: string): number {
    const file = path.join(venv(agent).sitePackages, 'one-1.dist-info', 'RECORD');
    return parseRecord(readFileSync(file, 'utf8')).reduce((sum, row) => sum + Number(row.size), 0);
  }

  const bound: Readonly<Record<string, () => void>> = {
    'a file was edited, also to one of its size': () => {
      install({ 'one.py': 'x = 1\n' });
      const { sitePackages } = venv('one');
      const changedAt = (name: string): bigint =>
        lstatSync(path.join(sitePackages, name), { bigint: true }).ctimeNs;
      const recordedAt = changedAt('one-1.dist-info/RECORD');
      // The file system's clock has to tick first.
      do writeFileSync(path.join(sitePackages, 'one.py'), 'x = 2\n');
      while (changedAt('one.py') <= recordedAt);
    },
    'a file is gone': () => {
      install({ 'one.py': '', 'two.py': '' });
      rmSync(path.join(venv('one').sitePackages, 'two.py'));
    },
    'a file is a link': () => {
      install({ 'one.py': '' });
      rmSync(path.join(venv('one').sitePackages, 'one.py'));
      symlinkSync('/etc/hostname', path.join(venv('one').sitePackages, 'one.py'));
    },
    'it lists what lies outside of the environment': () => {
      install({ 'one.py': '', '../../../../outside.txt': 'kept' });
    },
    'a path file names the other agent’s directories': () => {
      install({ 'one.pth': `${venv('one').root}/src\n` });
    },
    'what is no program names the other environment': () => {
      install({ '../../../share/one.json': `{"argv":["${venv('one').root}/bin/python"]}` });
    },
  };
  for (const [why, make] of Object.entries(bound)) {
    it(`is not there at all where ${why}`, async () => {
      make();
      assert.equal(await copy(), null);
      assert.ok(isEmpty());
      assert.equal(existsSync(path.join(directory(), 'two', 'outside.txt')), false);
    });
  }

  it('from a folder of the checkout is there in the same checkout alone', async () => {
    install({
      'one.pth': '/home/dev/checkout/src\n',
      'one-1.dist-info/direct_url.json':
        '{"url":"file:///home/dev/checkout","dir_info":{"editable":true}}',
    });
    assert.equal(await copy(false), null);
    assert.ok(isEmpty());
    assert.equal((await copy(true))?.files, 4);
  });

  it('leaves what another distribution has put there', async () => {
    install({ 'one.py': 'theirs' });
    writeFiles(venv('two').sitePackages, { 'one.py': 'ours' });
    assert.equal(await copy(), null);
    assert.equal(readFileSync(path.join(venv('two').sitePackages, 'one.py'), 'utf8'), 'ours');
  });

  it('never writes through a link in the environment it goes to', async () => {
    install({ '../../../bin/python': 'hostile' });
    const { root } = venv('two');
    const outside = path.join(directory(), 'interpreter');
    writeFiles(directory(), { interpreter: 'python' });
    mkdirSync(path.join(root, 'bin'), { recursive: true });
    symlinkSync(outside, path.join(root, 'bin', 'python'));
    assert.equal(await copy(), null);
    assert.equal(readFileSync(outside, 'utf8'), 'python');
    assert.ok(lstatSync(path.join(root, 'bin', 'python')).isSymbolicLink());
  });
});
