import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { LanekeeperError } from '../../../../src/core/error.ts';
import { identify } from '../../../../src/core/process/identity.ts';
import { computeGates } from '../../../../src/core/resource/gates.ts';
import { acquireLease } from '../../../../src/core/resource/pool/acquire.ts';
import { reportGates } from '../../../../src/core/resource/pool/gate-report.ts';
import { holdSlot } from '../../../../src/core/resource/pool/held-slot.ts';
import { allLeases, listLeases } from '../../../../src/core/resource/pool/lease-table.ts';
import { linkSlots, listLinks } from '../../../../src/core/resource/pool/link-slots.ts';
import { Store } from '../../../../src/core/store/store.ts';
import { eventually } from '../../process/programs.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const program = path.join(import.meta.dirname, '../../../fixtures/programs/hold-place.ts');

describe('a place at a gate of the machine', () => {
  const directory = temporaryDirectory();
  const children: ChildProcess[] = [];
  let store: Store;
  const limits = computeGates(undefined, { compile: 1, io: 1 });
  const request = {
    gate: 'COMPILE_JOBS',
    agent: 'dev-1',
    purpose: 'cargo build',
    directory: '/',
  } as const;

  beforeEach(() => {
    store = new Store(path.join(directory(), 'state.db'));
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    store.dispose();
  });

  /** Another process that wants a place, and the lines it prints. */
  function start() {
    const child = spawn(process.execPath, [program, store.file, '1'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const line = async (): Promise<string> => {
      const { value } = (await lines.next()) as { value: unknown };
      return String(value);
    };
    return { child, line };
  }

  it('is given to one process after the other', async () => {
    const first = start();
    assert.equal(await first.line(), 'held');
    const second = start();
    assert.match(
      await second.line(),
      new RegExp(`COMPILE_JOBS: 1 of 1 in use, by process ${String(first.child.pid)}`),
    );
    first.child.stdin.end();
    assert.equal(await second.line(), 'held');
    assert.equal(listLeases(store).length, 1);
  });

  it('is free at once when its holder is killed, and the place of one that waits is not held up', async () => {
    const first = start();
    assert.equal(await first.line(), 'held');
    const second = start();
    await second.line();
    const third = start();
    await third.line();
    second.child.kill('SIGKILL');
    first.child.kill('SIGKILL');
    for (;;) if ((await third.line()) === 'held') break;
    // What the dead left has been taken away, and not only left out of the count.
    assert.equal(allLeases(store).length, 1);
  });

  it('outlives a killed holder as long as the command runs that it was given to', async () => {
    const command = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    children.push(command);
    const lease = await acquireLease({ store, limits }, request);
    const identity = identify(command.pid ?? 0);
    assert.ok(identity);
    await lease.bind(identity);
    // As if this process, which asked, had gone.
    await store.write((transaction) => {
      transaction.run(
        "UPDATE gate_leases SET document = json_set(document, '$.owner.startTime', 'gone')",
      );
    });
    assert.equal(reportGates(listLeases(store), limits)[0]?.running, 1);
    command.kill('SIGKILL');
    await once(command, 'exit');
    assert.equal(reportGates(listLeases(store), limits)[0]?.running, 0);
  });

  it('grows only into what is free, and shrinks at once', async () => {
    const wide = computeGates(undefined, { compile: 3 });
    const one = await acquireLease({ store, limits: wide }, request);
    const other = await acquireLease({ store, limits: wide }, request);
    assert.equal(await one.resize(2), true);
    assert.equal(await other.resize(2), false);
    assert.equal(await one.resize(1), true);
    assert.equal(await other.resize(2), true);
    await one.release();
    await other.release();
    assert.deepEqual(allLeases(store), []);
  });

  it('is not waited for after an interruption, and nothing of the wait stays', async () => {
    const lease = await acquireLease({ store, limits }, request);
    const abort = new AbortController();
    const waiting = acquireLease({ store, limits }, request, {
      signal: abort.signal,
      onWait: () => {
        abort.abort();
      },
    });
    await assert.rejects(
      waiting,
      (fault) => fault instanceof LanekeeperError && fault.code === 'interrupted',
    );
    assert.equal(allLeases(store).length, 1);
    await lease.release();
  });

  it('gives the slot among the links back that it got in the moment of an interruption', async function () {
    if (process.platform !== 'linux') return this.skip();
    await requireTool(this, 'flock');
    const location = { home: directory() };
    const link = await holdSlot({
      ...{ directory: linkSlots(location), agent: 'dev-2', count: 1, signal: undefined },
      onWait: () => Promise.resolve(),
    });
    assert.ok(link);
    const other = new Store(store.file);
    const abort = new AbortController();
    let isFree = false;
    // What it writes once it has the slot is that it does not wait any more.
    store.write = (work, options) => {
      if (isFree) abort.abort();
      return other.write(work, options);
    };
    const taking = acquireLease(
      { store, limits: computeGates(undefined, { link: 1 }) },
      { ...request, gate: 'LINK_JOBS' },
      {
        signal: abort.signal,
        onWait: () => {
          isFree = true;
          link.release();
        },
      },
    );
    await assert.rejects(taking, { code: 'interrupted' });
    await eventually(() => listLinks(location).length === 0);
    other.dispose();
  });

  it('of another boot of the machine is nobody’s', async () => {
    await acquireLease({ store, limits }, request);
    await store.write((transaction) => {
      transaction.run(
        "UPDATE gate_leases SET document = json_set(document, '$.owner.bootId', 'before')",
      );
    });
    const lease = await acquireLease({ store, limits }, request);
    assert.deepEqual(
      allLeases(store).map(({ id }) => id),
      [lease.id],
    );
  });
});
