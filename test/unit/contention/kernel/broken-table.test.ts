import assert from 'node:assert/strict';
import fc from 'fast-check';
import path from 'node:path';
import { chmodSync, writeFileSync } from 'node:fs';
import { KernelWaits, readLockTable } from '../../../../src/core/contention/kernel/kernel-waits.ts';
import { Owners } from '../../../../src/core/contention/kernel/owners.ts';
import { eventually, type Program, programs } from '../../process/programs.ts';
import { requireTool, skipOrFail } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

/** A user that owns nothing: nobody, on every Linux. */
const nobody = 65_534;

describe('the waits that a faulty or changing table tells of', () => {
  const directory = temporaryDirectory();
  const { start } = programs();

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  /** One that holds a lock, one that waits for it, and the table as it is then. */
  async function collide(context: Mocha.Context) {
    const flock = await requireTool(context, 'flock');
    const lock = path.join(directory(), 'lock');
    writeFileSync(lock, '');
    const holder = await start(flock, lock, 'sh', '-c', 'echo held; exec sleep 1000');
    assert.equal(await holder.line(), 'held');
    const waiter = await start(flock, lock, 'true');
    const agents = agentsOf({ dev: holder, test: waiter });
    let table = '';
    await eventually(() => {
      const waits = new KernelWaits(new Owners(), () => (table = readLockTable() ?? ''));
      return waits.look(agents).length === 1;
    });
    return { lock, holder, waiter, agents, table };
  }

  const agentsOf = (parties: Readonly<Record<string, Program>>) =>
    Object.entries(parties).map(([id, { process: root }]) => ({ id, uid: id, process: root }));

  it('go on as they were while it cannot be read', async function () {
    const { agents } = await collide(this);
    let read = readLockTable;
    const kernel = new KernelWaits(new Owners(), () => read());
    const [before] = kernel.look(agents);
    assert.ok(before);
    read = () => null;
    assert.deepEqual(kernel.look(agents), [before]);
    read = () => {
      throw new Error('EIO');
    };
    assert.throws(() => kernel.look(agents), /EIO/);
    read = readLockTable;
    assert.deepEqual(kernel.look(agents), [before]);
  });

  it('do not count when the waiter has gone between the table and the look at it', async function () {
    const { agents, table, waiter } = await collide(this);
    process.kill(waiter.process.pid, 'SIGKILL');
    await waiter.command.result;
    assert.deepEqual(new KernelWaits(new Owners(), () => table).look(agents), []);
  });

  it('end when the waiter goes between two reads', async function () {
    const { agents, table, waiter } = await collide(this);
    const kernel = new KernelWaits(new Owners(), () => table);
    assert.equal(kernel.look(agents).length, 1);
    process.kill(waiter.process.pid, 'SIGKILL');
    await waiter.command.result;
    assert.deepEqual(kernel.look(agents), []);
  });

  it('name no holder when its pid is another’s by now', async function () {
    const { agents, table, holder } = await collide(this);
    const stranger = await start('sleep', '1000');
    const reused = table.replaceAll(` ${holder.process.pid} `, ` ${stranger.process.pid} `);
    const [wait] = new KernelWaits(new Owners(), () => reused).look(agents);
    assert.equal(wait?.agent, 'test');
    // Its files tell who it is.
    assert.equal(wait.holder?.pid, holder.process.pid);
  });

  it('are nobody’s when the waiter’s pid is a stranger’s by now', async function () {
    const { agents, table, waiter } = await collide(this);
    const stranger = await start('sleep', '1000');
    const reused = table.replaceAll(` ${waiter.process.pid} `, ` ${stranger.process.pid} `);
    assert.deepEqual(new KernelWaits(new Owners(), () => reused).look(agents), []);
  });

  it('are told of by whoever may not look at the holder, by the waiter’s own files', async function () {
    if (process.getuid?.() !== 0) return skipOrFail(this, 'the right to be another user');
    const setpriv = await requireTool(this, 'setpriv');
    const flock = await requireTool(this, 'flock');
    chmodSync(directory(), 0o755);
    const lock = path.join(directory(), 'lock');
    writeFileSync(lock, '');
    chmodSync(lock, 0o666);
    const holder = await start(flock, lock, 'sh', '-c', 'echo held; exec sleep 1000');
    assert.equal(await holder.line(), 'held');
    const waiter = await start(setpriv, `--reuid=${nobody}`, '--clear-groups', flock, lock, 'true');
    const agents = agentsOf({ test: waiter });
    await eventually(() => new KernelWaits().look(agents).length === 1);
    process.seteuid?.(nobody);
    try {
      const [wait] = new KernelWaits().look(agents);
      assert.equal(wait?.waiter.pid, waiter.process.pid);
      assert.equal(wait.path, lock);
      assert.equal(wait.holder?.pid, holder.process.pid);
      assert.equal(wait.holder.agent, null);
    } finally {
      process.seteuid?.(0);
    }
  });

  it('are those of agents alone, however the text is torn', async function () {
    const { agents, table, waiter } = await collide(this);
    const lines = table.split('\n');
    const torn = fc
      .array(fc.tuple(fc.nat(lines.length - 1), fc.nat(80)), { maxLength: lines.length * 2 })
      .map((cuts) => cuts.map(([line, length]) => (lines[line] ?? '').slice(0, length)).join('\n'));
    fc.assert(
      fc.property(fc.oneof(torn, fc.string()), (text) => {
        const waits = new KernelWaits(new Owners(), () => text).look(agents);
        for (const wait of waits) assert.equal(wait.waiter.pid, waiter.process.pid);
      }),
      { numRuns: 100 },
    );
  });
});
