import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type KernelWait,
  KernelWaits,
  readLockTable,
} from '../../../../src/core/contention/kernel/kernel-waits.ts';
import { Owners } from '../../../../src/core/contention/kernel/owners.ts';
import { type Program, programs } from '../../process/programs.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

describe('the waits that the kernel tells of', () => {
  const directory = temporaryDirectory();
  const { start } = programs();

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  const file = (name: string) => path.join(directory(), name);
  const agents = (parties: Readonly<Record<string, Program>>) =>
    Object.entries(parties).map(([id, { process: root }]) => ({ id, uid: id, process: root }));

  /** Looks until `isSo`; the test's own time-out is the limit. */
  async function until(
    look: () => KernelWait[],
    isSo: (waits: readonly KernelWait[]) => boolean,
  ): Promise<KernelWait[]> {
    for (;;) {
      const waits = look();
      if (isSo(waits)) return waits;
      await delay(10);
    }
  }
  const some = (waits: readonly KernelWait[]): boolean => waits.length > 0;
  const none = (waits: readonly KernelWait[]): boolean => waits.length === 0;

  /** A program that holds what `lock` takes until the file `name` is written to. */
  async function hold(name: string, ...lock: readonly string[]): Promise<Program> {
    const go = file(`${name}.go`);
    const script = 'mkfifo "$1"; echo held; read x <"$1"; exit 0';
    const program = await start(...lock, 'sh', '-c', script, 'sh', go);
    assert.equal(await program.line(), 'held');
    return program;
  }
  const release = (name: string): void => {
    writeFileSync(file(`${name}.go`), 'on\n');
  };

  it('name waiter, holder and file, and end with the wait', async function () {
    const flock = await requireTool(this, 'flock');
    const holder = await hold('a', flock, file('lock'));
    const waiter = await start(flock, file('lock'), 'sh', '-c', 'echo got; sleep 1000');
    const kernel = new KernelWaits();
    const look = () => kernel.look(agents({ dev: holder, test: waiter }));
    const [wait] = await until(look, some);
    assert.equal(wait?.agent, 'test');
    assert.equal(wait.path, file('lock'));
    assert.equal(wait.waiter.pid, waiter.process.pid);
    assert.equal(wait.holder?.agent, 'dev');
    assert.equal(wait.holder.pid, holder.process.pid);
    assert.equal(wait.holder.startTime, holder.process.startTime);
    assert.equal(wait.holder.command, 'flock lock sh');
    assert.equal(look()[0]?.key, wait.key);
    release('a');
    assert.equal(await waiter.line(), 'got');
    assert.deepEqual(look(), []);
  });

  it('name a holder that is no agent’s, and tell of no wait that is none of the agents’', async function () {
    const flock = await requireTool(this, 'flock');
    const holder = await hold('a', flock, file('lock'));
    const waiter = await start(flock, file('lock'), 'true');
    const kernel = new KernelWaits();
    const [wait] = await until(() => kernel.look(agents({ test: waiter })), some);
    assert.equal(wait?.holder?.agent, null);
    assert.equal(wait.holder.pid, holder.process.pid);
    assert.deepEqual(kernel.look(agents({ dev: holder })), []);
    release('a');
  });

  it('name whoever the lock passes to while another still waits', async function () {
    const flock = await requireTool(this, 'flock');
    const first = await hold('a', flock, file('lock'));
    const parties = { one: first };
    const kernel = new KernelWaits();
    const two = await start(flock, file('lock'), 'sh', '-c', 'echo got; sleep 1000');
    await until(() => kernel.look(agents({ ...parties, two })), some);
    const three = await start(flock, file('lock'), 'sh', '-c', 'echo got; sleep 1000');
    const look = () => kernel.look(agents({ ...parties, two, three }));
    await until(look, (waits) => waits.length === 2);
    release('a');
    await until(look, (waits) => waits.length === 1 && waits[0]?.holder?.agent !== 'one');
    const [wait] = look();
    assert.deepEqual([wait?.agent, wait?.holder?.agent].sort(), ['three', 'two']);
  });

  it('name the child that keeps a lock whose taker has ended', async function () {
    const flock = await requireTool(this, 'flock');
    // Taken by a process that ends at once; the descriptor stays open in the shell and its sleep.
    const script = 'exec 9>"$1"; "$2" 9; echo held; exec sleep 1000';
    const holder = await start('sh', '-c', script, 'sh', file('lock'), flock);
    assert.equal(await holder.line(), 'held');
    const waiter = await start(flock, file('lock'), 'true');
    const kernel = new KernelWaits();
    const [wait] = await until(() => kernel.look(agents({ dev: holder, test: waiter })), some);
    assert.equal(wait?.holder?.pid, holder.process.pid);
    assert.equal(wait.holder.agent, 'dev');
    assert.equal(wait.holder.command, 'sleep');
  });

  for (const [title, command] of [
    ['POSIX locks', 7],
    ['locks of open file descriptions, which name no process', 38],
  ] as const) {
    it(`are seen for ${title}`, async function () {
      const python = await requireTool(this, 'python3');
      // struct flock of 64-bit Linux: F_SETLKW is 7, F_OFD_SETLKW 38, F_WRLCK 1.
      const script = `
import fcntl, struct, sys, time
f = open(sys.argv[1], 'w')
print('asks', flush=True)
fcntl.fcntl(f, ${command}, struct.pack('hhqqi4x', 1, 0, 0, 0, 0))
print('held', flush=True)
time.sleep(1000)
`;
      const holder = await start(python, '-c', script, file('lock'));
      await holder.line();
      assert.equal(await holder.line(), 'held');
      const waiter = await start(python, '-c', script, file('lock'));
      const kernel = new KernelWaits();
      const look = () => kernel.look(agents({ dev: holder, test: waiter }));
      const [wait] = await until(look, some);
      assert.equal(wait?.agent, 'test');
      assert.equal(wait.path, file('lock'));
      assert.equal(wait.holder?.pid, holder.process.pid);
      await waiter.line();
      process.kill(holder.process.pid, 'SIGKILL');
      assert.equal(await waiter.line(), 'held');
      assert.deepEqual(look(), []);
    });
  }

  it('are seen of cargo -q, which prints nothing', async function () {
    const flock = await requireTool(this, 'flock');
    const cargo = await requireTool(this, 'cargo');
    mkdirSync(file('src'));
    writeFileSync(file('Cargo.toml'), '[package]\nname = "app"\nversion = "0.1.0"\n');
    writeFileSync(file('src/main.rs'), 'fn main() {}\n');
    mkdirSync(file('target/debug'), { recursive: true });
    const lock = file('target/debug/.cargo-lock');
    const holder = await hold('a', flock, lock);
    const manifest = ['--manifest-path', file('Cargo.toml'), '--target-dir', file('target')];
    const waiter = await start(cargo, 'build', '-q', '--offline', ...manifest);
    const kernel = new KernelWaits();
    const look = () => kernel.look(agents({ dev: holder, test: waiter }));
    const [wait] = await until(look, (waits) => waits[0]?.path === lock);
    assert.equal(wait?.waiter.command, 'cargo build');
    assert.equal(wait.holder?.agent, 'dev');
    release('a');
    await until(look, none);
  });

  it('are seen of uv, which prints nothing', async function () {
    const flock = await requireTool(this, 'flock');
    const uv = await requireTool(this, 'uv');
    const venv = await start(uv, 'venv', '--quiet', '--offline', file('venv'));
    await until(
      () => [],
      () => !isRunning(venv),
    );
    const holder = await hold('a', flock, file('venv/.lock'));
    const install = ['pip', 'install', '--quiet', '--offline', '--no-index'];
    const python = ['--python', file('venv'), '-e', file('.')];
    writeFileSync(file('pyproject.toml'), '[project]\nname = "app"\nversion = "1"\n');
    const waiter = await start(uv, ...install, ...python);
    const kernel = new KernelWaits();
    const look = () => kernel.look(agents({ dev: holder, test: waiter }));
    const [wait] = await until(look, some);
    assert.equal(wait?.path, file('venv/.lock'));
    assert.equal(wait.waiter.command, 'uv pip install');
    release('a');
    await until(look, none);
  });

  it('have to stand in the table twice before they count, and to be gone twice before they are over', async function () {
    const flock = await requireTool(this, 'flock');
    const holder = await hold('a', flock, file('lock'));
    const waiter = await start(flock, file('lock'), 'true');
    await until(() => new KernelWaits().look(agents({ test: waiter })), some);
    const table = readLockTable() ?? '';
    const tables: string[] = [];
    const kernel = new KernelWaits(new Owners(), () => tables.shift() ?? '');
    const look = (...next: string[]) => {
      tables.splice(0, tables.length, ...next);
      return kernel.look(agents({ dev: holder, test: waiter })).length;
    };
    assert.equal(look(table, ''), 0);
    assert.equal(look(table, table), 1);
    assert.equal(look('', table), 1);
    assert.equal(look('', ''), 0);
    release('a');
  });
});

function isRunning({ process: { pid } }: Program): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
