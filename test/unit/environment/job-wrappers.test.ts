import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  cargoWrapper,
  gmakeWrapper,
  makeWrapper,
  ninjaWrapper,
} from '../../../src/core/environment/job-wrappers.ts';
import { provideScript } from '../../../src/core/environment/provide-script.ts';
import { locate } from '../../../src/core/location.ts';
import { identify } from '../../../src/core/process/identity.ts';
import { isZombie } from '../../../src/core/process/process-entry.ts';
import { readProcessTable } from '../../../src/core/process/process-table.ts';
import { computeGates } from '../../../src/core/resource/gates.ts';
import { JobBroker } from '../../../src/core/resource/jobserver/broker.ts';
import { jobDirectory } from '../../../src/core/resource/jobserver/job-directory.ts';
import { openJobs } from '../../../src/core/resource/jobserver/open-jobs.ts';
import { Store } from '../../../src/core/store/store.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const limit = 3;

describe('real tools under the job server', function () {
  this.timeout(120_000);
  const children: ChildProcess[] = [];
  let store: Store;
  let broker: JobBroker;

  afterEach(async () => {
    for (const { pid } of children.splice(0)) {
      try {
        if (pid !== undefined) process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
    await broker.stop();
    store.dispose();
  });

  const directory = temporaryDirectory();
  const here = (): string => realpathSync(directory());
  const location = () => locate({ LANEKEEPER_HOME: here() });

  beforeEach(async () => {
    store = new Store(location().database);
    broker = new JobBroker({
      store,
      limits: computeGates(undefined, { compile: limit }),
      directory: jobDirectory(location()) ?? '',
      onFault: (fault) => {
        throw fault;
      },
    });
    broker.start();
    for (const [name, script] of [
      ['cargo', cargoWrapper],
      ['make', makeWrapper],
      ['gmake', gmakeWrapper],
      ['ninja', ninjaWrapper],
    ] as const) {
      await provideScript(path.join(here(), 'bin', name), script);
    }
  });

  function write(files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(here(), 'work', name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }

  /** Runs a command to its end, and returns the most of its processes of one name that there were at once. */
  async function most(
    name: string,
    [program, ...words]: readonly [string, ...string[]],
  ): Promise<number> {
    const jobs = await openJobs(
      { store, location: location() },
      { agent: null, purpose: program, lease: null },
    );
    assert.ok(jobs);
    const inherited = Object.entries(process.env).filter(
      ([each]) => !/MAKE|^LANEKEEPER/.test(each),
    );
    const child = spawn(program, words, {
      cwd: path.join(here(), 'work'),
      env: {
        ...Object.fromEntries(inherited),
        ...jobs.variables,
        RUSTC_WRAPPER: '',
        PATH: `${path.join(here(), 'bin')}:${process.env['PATH'] ?? ''}`,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    children.push(child);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const identity = identify(child.pid ?? 0);
    assert.ok(identity);
    await jobs.bind(identity);
    const ended = once(child, 'close');
    let found = 0;
    while (child.exitCode === null && child.signalCode === null) {
      const now = readProcessTable().filter(
        (entry) => entry.session === child.pid && entry.name === name && !isZombie(entry),
      );
      found = Math.max(found, now.length);
      await delay(5);
    }
    await ended;
    assert.equal(child.exitCode, 0, said);
    await jobs.close();
    return found;
  }

  it('lets make run as many jobs as the gate has, whatever number it is given', async function () {
    await requireTool(this, 'make');
    write({ Makefile: 'all: $(foreach i,$(shell seq 20),j$(i))\nj%:\n\t@exec sleep 0.2\n' });
    assert.equal(await most('sleep', ['make', '-j16']), limit);
  });

  it('lets ninja do the same', async function () {
    await requireTool(this, 'ninja');
    const builds = Array.from({ length: 20 }, (_, at) => `build j${String(at)}: nap\n`);
    write({ 'build.ninja': `rule nap\n  command = exec sleep 0.2\n${builds.join('')}` });
    assert.equal(await most('sleep', ['ninja', '-j', '16']), limit);
  });

  const manifest = (dependency: string): string =>
    `[package]\nname = "native"\nversion = "0.1.0"\nedition = "2021"\nbuild = "build.rs"\n[build-dependencies]\n${dependency}\n`;

  /** Each takes the compiler long enough to be seen. */
  const sources = Array.from({ length: 9 }, (_, at) => `c${String(at)}.c`);
  const slowSource = (name: string): string =>
    Array.from(
      { length: 400 },
      (_, at) =>
        `int ${name}_${String(at)}(int a) { int b = a; for (int i = 0; i < a; i++) b += i * b ^ ${String(at)}; return b; }\n`,
    ).join('');
  const writeSources = (): void => {
    write(
      Object.fromEntries(
        sources.map((file) => [`c/${file}`, slowSource(path.basename(file, '.c'))]),
      ),
    );
  };

  it('holds the C compilers of a build script with the cc crate to the gate', async function () {
    await requireTool(this, 'cargo');
    await requireTool(this, 'gcc');
    writeSources();
    write({
      'Cargo.toml': manifest('cc = { version = "=1.2.30", features = ["parallel"] }'),
      'src/lib.rs': '',
      'build.rs': `fn main() { cc::Build::new().compiler("gcc").files([${sources.map((file) => `"c/${file}"`).join(', ')}]).compile("native"); }\n`,
    });
    const found = await most('cc1', ['cargo', 'build', '--quiet']);
    assert.ok(found > 1 && found <= limit, String(found));
  });

  it('holds those of a build script with the cmake crate to the gate', async function () {
    await requireTool(this, 'cargo');
    await requireTool(this, 'gcc');
    await requireTool(this, 'cmake');
    await requireTool(this, 'make');
    writeSources();
    write({
      'c/CMakeLists.txt': `cmake_minimum_required(VERSION 3.16)\nproject(native C)\nadd_library(native STATIC ${sources.join(' ')})\ninstall(TARGETS native)\n`,
      'Cargo.toml': manifest('cmake = "=0.1.54"'),
      'src/lib.rs': '',
      'build.rs': 'fn main() { cmake::Config::new("c").generator("Unix Makefiles").build(); }\n',
    });
    const found = await most('cc1', ['cargo', 'build', '--quiet']);
    assert.ok(found > 1 && found <= limit, String(found));
  });
});
