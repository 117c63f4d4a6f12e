import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sharedWritableMappings } from '../../../src/core/verification/mapped-files.ts';
import { OpenFiles } from '../../../src/core/verification/open-files.ts';
import { programs } from '../process/programs.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('a look at open files', () => {
  const directory = temporaryDirectory();
  const { start, uid } = programs();
  const agents = () => [{ uid: uid(), process: null, lives: [] }];
  const below = (paths: readonly { path: string }[]) =>
    // A child shares the descriptors of its shell.
    [...new Set(paths.map((each) => path.relative(directory(), each.path)))]
      .filter((each) => !each.startsWith('..'))
      .sort();

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('shows what any process of the agent has open for writing, and nothing that it only reads', async () => {
    const at = directory();
    for (const name of ['read', 'both', 'append']) writeFileSync(path.join(at, name), '');
    const script = `cd "$1"; exec 3<read 4<>both 5>>append 6>write; (exec 7>child; echo ready; sleep 1000) & wait`;
    const program = await start('sh', '-c', script, 'sh', at);
    assert.equal(await program.line(), 'ready');
    const { writes } = new OpenFiles().look(agents());
    assert.deepEqual(below(writes), ['append', 'both', 'child', 'write']);
    const child = writes.find((write) => write.path.endsWith('/child'));
    assert.ok(child && child.pid !== program.process.pid);
    assert.equal(child.agent, uid());
    assert.equal(child.confidence, 'certain');
  });

  it('names the file that a link leads to', async () => {
    const at = directory();
    mkdirSync(path.join(at, 'real'));
    symlinkSync('real', path.join(at, 'link'));
    const script = `exec 3>"$1/link/file"; echo ready; sleep 1000`;
    const program = await start('sh', '-c', script, 'sh', at);
    await program.line();
    assert.deepEqual(below(new OpenFiles().look(agents()).writes), ['real/file']);
  });

  it('passes over what has no name any more, devices, pipes and sockets', async () => {
    const script = `cd "$1"; exec 3>gone 4>/dev/null; rm gone; echo ready; sleep 1000`;
    const program = await start('sh', '-c', script, 'sh', directory());
    await program.line();
    assert.deepEqual(new OpenFiles().look(agents()).writes, []);
  });

  it('sees a file that was opened by a process that it has looked at before', async () => {
    const script = `cd "$1"; echo ready; read x; exec 3>later; n=0; while [ $n -lt 200000 ]; do n=$((n+1)); done; echo done; sleep 1000`;
    const go = path.join(directory(), 'go');
    const program = await start(
      'sh',
      '-c',
      `mkfifo "$2"; ${script.replace('read x', 'read x <"$2"')}`,
      'sh',
      directory(),
      go,
    );
    await program.line();
    const files = new OpenFiles();
    assert.deepEqual(below(files.look(agents()).writes), []);
    writeFileSync(go, 'on\n');
    assert.equal(await program.line(), 'done');
    assert.deepEqual(below(files.look(agents()).writes), ['later']);
  });

  it('comes back to a process that used no measurable time within ten looks', async () => {
    // Nobody ever writes to the second one: the writer of the first may still have it open when it is opened again, and
    // its end would then be that of the program.
    const script = `cd "$1"; mkfifo go stay; echo ready; read x <go; exec 3>quiet; echo done; read x <stay`;
    const program = await start('sh', '-c', script, 'sh', directory());
    await program.line();
    const files = new OpenFiles();
    files.look(agents());
    writeFileSync(path.join(directory(), 'go'), 'on\n');
    await program.line();
    const seen = Array.from({ length: 10 }, () => below(files.look(agents()).writes)).flat();
    assert.ok(seen.includes('quiet'));
  });

  it('shows a file that is mapped to be written after its descriptor was closed', async function () {
    await requireTool(this, 'python3');
    const file = path.join(directory(), 'mapped');
    writeFileSync(file, 'x'.repeat(4096));
    const script = `import mmap,os,sys,time
f=os.open(sys.argv[1],os.O_RDWR); m=mmap.mmap(f,4096)
n=os.open(sys.argv[1],os.O_RDONLY); r=mmap.mmap(n,4096,prot=mmap.PROT_READ)
for d in os.listdir('/proc/self/fd'):
    if int(d)>2:
        try: os.close(int(d))
        except OSError: pass
print('ready',flush=True); time.sleep(1000)`;
    const program = await start('python3', '-c', script, file);
    assert.equal(await program.line(), 'ready');
    assert.deepEqual(below(new OpenFiles().look(agents()).writes), ['mapped']);
  });

  it('knows a mapping that reaches the file from a private one and from one for reading', () => {
    const maps = [
      '7f0000000000-7f0000001000 rw-s 00000000 08:01 42                         /a/shared file',
      '7f0000001000-7f0000002000 rw-p 00000000 08:01 43                         /a/private',
      '7f0000002000-7f0000003000 r--s 00000000 08:01 44                         /a/read',
      '7f0000003000-7f0000004000 rw-s 00000000 00:01 0                          /dev/zero (deleted)',
      '7f0000004000-7f0000005000 -w-s 00000000 08:01 45                         /a/line\\012feed',
    ].join('\n');
    assert.deepEqual(sharedWritableMappings(maps), ['/a/shared file', '/a/line\nfeed']);
  });
});
