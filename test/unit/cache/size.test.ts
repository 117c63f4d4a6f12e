import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { link, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LanekeeperError } from '../../../src/core/error.ts';
import { DirectorySizes, measureDirectory } from '../../../src/core/cache/size.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('measureDirectory', () => {
  const directory = temporaryDirectory();

  async function file(name: string, bytes: number): Promise<string> {
    const target = path.join(directory(), name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, Buffer.alloc(bytes, 1));
    return target;
  }

  it('says what du says of a tree with hard links, links and many directories', async function () {
    const du = await requireTool(this, 'du');
    for (let index = 0; index < 300; index += 1) {
      await file(`${String(index % 20)}/${String(index % 7)}/${String(index)}`, index * 97);
    }
    await link(path.join(directory(), '3/3/3'), path.join(directory(), '4/again'));
    await symlink('/', path.join(directory(), 'everything'));
    await symlink('..', path.join(directory(), '5', 'round'));
    const said = execFileSync(du, ['-s', '--block-size=1', directory()], { encoding: 'utf8' });
    const size = await measureDirectory(directory());
    assert.equal(size.bytes, Number(said.split('\t')[0]));
    assert.equal(size.unreadable, 0);
  });

  it('counts a file once however many hard links it has', async () => {
    const once = await file('store/a', 100_000);
    const { bytes } = await measureDirectory(directory());
    await link(once, path.join(directory(), 'store/b'));
    await link(once, path.join(directory(), 'store/c'));
    assert.equal((await measureDirectory(directory())).bytes, bytes);
  });

  it('measures through a directory that is a link itself, but follows none below', async () => {
    await file('real/big', 500_000);
    await file('cache/small', 10);
    await symlink('../real', path.join(directory(), 'cache', 'out'));
    await symlink('cache', path.join(directory(), 'entry'));
    const { bytes, files } = await measureDirectory(path.join(directory(), 'entry'));
    assert.ok(bytes < 100_000, `${String(bytes)} bytes`);
    assert.equal(files, 2);
  });

  it('takes a missing directory for empty', async () => {
    assert.deepEqual(await measureDirectory(path.join(directory(), 'none')), {
      bytes: 0,
      files: 0,
      unreadable: 0,
    });
  });

  it('is done with a directory of several thousand entries without holding up the event loop', async () => {
    for (let index = 0; index < 3000; index += 1) await file(`flat/${String(index)}`, 0);
    let turns = 0;
    let isMeasuring = true;
    const turn = (): void => {
      turns += 1;
      if (isMeasuring) setImmediate(turn);
    };
    setImmediate(turn);
    assert.equal((await measureDirectory(directory())).files, 3000);
    isMeasuring = false;
    assert.ok(turns >= 3000 / 64, `${String(turns)} turns of the event loop`);
  });

  it('stops when it is interrupted', async () => {
    await file('a/b', 1);
    const controller = new AbortController();
    const measuring = measureDirectory(directory(), controller.signal);
    controller.abort();
    await assert.rejects(
      measuring,
      (fault) => fault instanceof LanekeeperError && fault.code === 'interrupted',
    );
  });

  it('survives a tree that vanishes under it', async () => {
    for (let index = 0; index < 500; index += 1) await file(`${String(index)}/file`, 10);
    const measuring = measureDirectory(directory());
    await Promise.all([measuring, rm(directory(), { recursive: true, maxRetries: 5 })]);
    assert.ok((await measuring).bytes >= 0);
  });
});

describe('DirectorySizes', () => {
  const directory = temporaryDirectory();

  it('remembers a size until it is told to forget it', async () => {
    const sizes = new DirectorySizes();
    const before = await sizes.measure(directory());
    await writeFile(path.join(directory(), 'file'), Buffer.alloc(50_000));
    assert.equal(await sizes.measure(directory()), before);
    sizes.forget();
    assert.equal((await sizes.measure(directory())).files, 1);
    sizes.dispose();
  });

  it('measures once for all who ask at the same time', async () => {
    const sizes = new DirectorySizes();
    const [one, other] = await Promise.all([
      sizes.measure(directory()),
      sizes.measure(directory()),
    ]);
    assert.equal(one, other);
    sizes.dispose();
  });

  it('stops measuring when it is disposed', async () => {
    const sizes = new DirectorySizes();
    const measuring = sizes.measure(directory());
    sizes.dispose();
    await assert.rejects(measuring, LanekeeperError);
  });
});
