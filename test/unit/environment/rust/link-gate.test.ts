import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type LinkGate,
  linkGateVariables,
  provideLinkGate,
} from '../../../../src/core/environment/rust/link-gate.ts';
import { locate } from '../../../../src/core/location.ts';
import { identify } from '../../../../src/core/process/identity.ts';
import { computeGates } from '../../../../src/core/resource/gates.ts';
import { acquireLease } from '../../../../src/core/resource/pool/acquire.ts';
import { listLinks } from '../../../../src/core/resource/pool/link-slots.ts';
import { Store } from '../../../../src/core/store/store.ts';
import { writeFiles } from '../../git-repository.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(5);
}

/** Who has a slot, as its file says; empty while nobody had it. */
function holderOf(slot: string): string {
  return existsSync(slot) ? readFileSync(slot, 'utf8') : '';
}

/** Whether somebody stands in the queue: it is locked while they look for a slot. */
function isQueued(slots: string): boolean {
  const inode = String(statSync(path.join(slots, 'queue')).ino);
  return readFileSync('/proc/locks', 'latin1').includes(`:${inode} 0 EOF`);
}

describe('the gate that links go through', function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  const children: ChildProcess[] = [];
  let gate: LinkGate;
  const location = () => locate({ LANEKEEPER_HOME: directory() });

  beforeEach(async function () {
    await requireTool(this, 'flock');
    const provided = await provideLinkGate(location(), process.env);
    if (!provided) this.skip();
    gate = provided;
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** Something that links until its input ends. */
  function link(
    agent: string,
    jobs = '2',
    more: Readonly<Record<string, string>> = {},
  ): ChildProcess {
    const child = spawn(gate.script, ['-'], {
      env: {
        ...process.env,
        LINK_JOBS: jobs,
        LANEKEEPER_AGENT: agent,
        LANEKEEPER_LINKER: 'cat',
        LANEKEEPER_LINK_SLOTS: gate.slots,
        ...more,
      },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    children.push(child);
    return child;
  }

  const agents = (): (string | null)[] => listLinks(location()).map(({ agent }) => agent);

  it('lets as many link as there are slots, and names them', async () => {
    const [one] = [link('one'), link('two')];
    await until(() => agents().length === 2);
    link('three');
    assert.deepEqual(new Set(agents()), new Set(['one', 'two']));
    one.stdin?.end();
    await until(() => agents().includes('three'));
    assert.equal(agents().length, 2);
    assert.ok(!agents().includes('one'));
  });

  it('has the slot of a killed link back at once', async () => {
    const first = link('first', '1');
    await until(() => agents().includes('first'));
    link('second', '1');
    first.kill('SIGKILL');
    await until(() => agents().includes('second'));
  });

  it('serves each of many that wait at once', async () => {
    const links = new Map(['a', 'b', 'c', 'd', 'e'].map((name) => [name, link(name, '1')]));
    while (links.size > 0) {
      await until(() => links.has(agents()[0] ?? ''));
      const name = agents()[0] ?? '';
      links.get(name)?.stdin?.end();
      links.delete(name);
    }
  });

  /** A command of the class `link`. */
  const command = (store: Store, jobs: number, onWait?: (reason: string) => void) =>
    acquireLease(
      { store, limits: computeGates(undefined, { link: jobs }) },
      { gate: 'LINK_JOBS', agent: 'dev', purpose: 'ld', directory: '/' },
      onWait && { onWait },
    );

  it('is one with the gate of commands that link: neither has what the other has', async () => {
    const store = new Store(location().database);
    try {
      const first = link('one', '1');
      await until(() => agents().includes('one'));
      const reasons: string[] = [];
      const waiting = command(store, 1, (reason) => reasons.push(reason));
      await until(() => reasons.length > 0);
      assert.deepEqual(reasons, ['Waits: LINK_JOBS: 1 of 1 in use, by links of one.']);
      first.stdin?.end();
      const place = await waiting;
      assert.deepEqual(
        listLinks(location()).map(({ isPlace }) => isPlace),
        [true],
      );

      const second = link('two', '1');
      // The links of the command itself go one at a time, on its own slot.
      const [inner, next] = [1, 2].map((number) =>
        link(`inner-${String(number)}`, '1', place.variables),
      );
      const within = place.variables['LANEKEEPER_LINK_SLOTS'] ?? '';
      const slot = path.join(within, '1');
      await until(() => holderOf(slot).includes('inner-'));
      const holder = holderOf(slot);
      (holder.includes('inner-1') ? inner : next)?.stdin?.end();
      await until(() => holderOf(slot) !== holder && holderOf(slot) !== '');
      assert.deepEqual(agents(), ['dev']);
      await place.release();
      await until(() => agents().includes('two'));
      second.kill('SIGKILL');
    } finally {
      store.dispose();
    }
  });

  it('keeps the slot of a command as long as that runs', async () => {
    const store = new Store(location().database);
    try {
      const place = await command(store, 1);
      const running = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
      children.push(running);
      const identity = identify(running.pid ?? 0);
      assert.ok(identity);
      await place.bind(identity);
      link('next', '1');
      await until(() => isQueued(gate.slots));
      assert.deepEqual(agents(), ['dev']);
      running.kill('SIGKILL');
      await until(() => agents().includes('next'));
    } finally {
      store.dispose();
    }
  });

  it('links with what the user chose where it is spoken to alike, and else stands aside', () => {
    const host = 'x86_64-unknown-linux-gnu';
    const variable = 'CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER';
    const of = (inherited: Record<string, string>, linking = variable in inherited) =>
      linkGateVariables(host, gate, { linking, profile: new Set() }, inherited);
    assert.equal(of({})[variable], gate.script);
    assert.equal(of({ [variable]: 'clang-19' })['LANEKEEPER_LINKER'], 'clang-19');
    assert.deepEqual(of({ [variable]: 'rust-lld' }), {});
    assert.deepEqual(of({}, true), {});
    assert.equal(path.basename(gate.script), 'cc');
  });

  it('leaves the standard library’s debug information out of build scripts and nothing else', async function () {
    const cargo = await requireTool(this, 'cargo');
    const checkout = path.join(directory(), 'checkout');
    writeFiles(checkout, {
      'Cargo.toml': '[package]\nname = "one"\nversion = "0.1.0"\nedition = "2021"\n',
      'build.rs': 'fn main() {}',
      'src/main.rs': 'fn main() {}',
    });
    const host = /^host: (.+)$/m.exec(execFileSync('rustc', ['-vV'], { encoding: 'utf8' }))?.[1];
    const build = (name: string, profile: readonly string[]) => {
      const target = path.join(directory(), name);
      const choices = { linking: false, profile: new Set(profile) };
      execFileSync(cargo, ['build', '--quiet'], {
        cwd: checkout,
        env: {
          ...process.env,
          ...linkGateVariables(host ?? '', gate, choices, {}),
          CARGO_TARGET_DIR: target,
          RUSTC_WRAPPER: '',
        },
      });
      const debug = path.join(target, 'debug');
      const [script = ''] = globSync(path.join(debug, 'build/*/build-script-build'));
      return {
        script,
        sizes: [path.join(debug, 'one'), script].map((file) => statSync(file).size),
      };
    };
    const [ours, chosen] = [build('by-itself', []), build('chosen', ['dev.build-override'])];
    assert.equal(ours.sizes[0], chosen.sizes[0]);
    assert.ok((ours.sizes[1] ?? 0) * 3 < (chosen.sizes[1] ?? 0), String(ours.sizes));
    assert.equal(spawnSync(ours.script).status, 0);
  });
});
