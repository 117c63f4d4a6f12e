/**
 * Runs one generated graph of tasks, 10 layers of 20 packages with three dependencies each and five inputs of 1 KB, with
 * Lanekeeper and with other runners, each in a repository of its own, and prints a table: wall time and processor time of
 * all processes (but of daemons) in ms, medians. Then Lanekeeper with nothing to do in one process that stays, and two
 * invocations of it at once in one checkout, cold. Exits with 1 when one of those fails or a task runs twice.
 *
 *     node esbuild.mjs --production && node bench/task-graph.ts [--rounds 5] [--trials 20] [--only NAME,…] [--budget 12] [--layers 10]
 *
 * A cell takes no samples beyond its budget of seconds, and two at least unless the first alone took as long; `n` is told
 * where there are fewer than asked. All of it takes some six minutes on two processors. A runner that npm cannot install,
 * or that fails, has its reason in its row.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { conditions } from './table.ts';
import { makeCold, type Package, removeOutputs, type Runner, runners } from './task-runners.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    trials: { type: 'string', default: '20' },
    only: { type: 'string', default: runners.map(({ name }) => name).join(',') },
    budget: { type: 'string', default: '12' },
    layers: { type: 'string', default: '10' },
  },
});

const line = 'mkdir -p dist && cat src/*.txt > dist/out.txt';
/** As a task that would fail or leave a trace if another ran it at the same time. */
const exclusiveLine =
  'rm -rf dist; mkdir dist; echo x >> ran; cat src/*.txt > dist/out.txt; cat dist/out.txt > /dev/null';

function packages(): Package[] {
  return Array.from({ length: 20 * Number(values.layers) }, (_, at) => {
    const [layer, index] = [Math.floor(at / 20), at % 20];
    const dependsOn = [0, 1, 2].map(
      (step) => `p${String(layer - 1)}-${String((index + step) % 20)}`,
    );
    return { name: `p${String(layer)}-${String(index)}`, dependsOn: layer === 0 ? [] : dependsOn };
  });
}

function generate(root: string, runner: Runner, command: string): void {
  for (const { name } of packages()) {
    const source = path.join(root, 'packages', name, 'src');
    mkdirSync(source, { recursive: true });
    for (let file = 0; file < 5; file += 1) {
      writeFileSync(
        path.join(source, `f${String(file)}.txt`),
        `${name} ${String(file)} `.padEnd(1024, 'x'),
      );
    }
  }
  writeFileSync(
    path.join(root, '.gitignore'),
    ['dist', 'node_modules', ...runner.caches].join('\n'),
  );
  runner.configure(root, packages(), command);
  const git = [
    '-c',
    'user.name=bench',
    '-c',
    'user.email=bench@example.org',
    '-c',
    'commit.gpgsign=false',
  ];
  for (const words of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-qm', 'all'],
  ]) {
    execFileSync('git', [...git, ...words], { cwd: root });
  }
}

interface Sample {
  readonly wall: number;
  readonly cpu: number;
}

interface Place {
  readonly runner: Runner;
  readonly root: string;
  /** Where the runner's programs are. */
  readonly bin: string;
}

/** No single run takes longer, or it has failed; seconds. */
const longestRun = 150;

function environment({ runner, root, bin }: Place): NodeJS.ProcessEnv {
  return { ...process.env, CI: '', BIN: bin, ...runner.environment?.(root) };
}

function measure(place: Place): Sample {
  const script = `TIMEFORMAT='%3U %3S'; time { ${place.runner.command} > out.log 2>&1; }`;
  const start = performance.now();
  // It ends the whole group of what it runs. Where its input is a socket, as it is here, bash takes itself for a remote
  // shell and may read the user's ~/.bashrc first (bash(1), INVOCATION), which can take 90 ms.
  const words = ['-k', '5', String(longestRun), 'bash', '--norc', '-c', script];
  const { status, stderr } = spawnSync('timeout', words, {
    cwd: place.root,
    env: environment(place),
    encoding: 'utf8',
  });
  const wall = performance.now() - start;
  if (status !== 0) {
    const log = readFileSync(path.join(place.root, 'out.log'), 'utf8');
    const said = log.trim().split('\n').slice(-3).join(' ').slice(-300);
    throw new Error(`failed with ${String(status)}: ${said}`);
  }
  const [user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { wall, cpu: (user + system) * 1000 };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN;
}

function cell(place: Place, before: (round: number) => void): string {
  const rounds = Number(values.rounds);
  const budget = Number(values.budget) * 1000;
  const start = performance.now();
  const samples: Sample[] = [];
  while (samples.length < rounds) {
    const isEnough = samples.length >= 2 || (samples[0]?.wall ?? 0) > budget;
    if (isEnough && performance.now() - start > budget) break;
    before(samples.length);
    samples.push(measure(place));
  }
  const wall = median(samples.map((each) => each.wall)).toFixed(0);
  const cpu = median(samples.map((each) => each.cpu)).toFixed(0);
  return `${wall} (${cpu})${samples.length < rounds ? ` n=${String(samples.length)}` : ''}`;
}

async function row(place: Place): Promise<string> {
  const { runner, root } = place;
  const leaf = path.join(root, 'packages', packages().at(-3)?.name ?? '', 'src/f0.txt');
  const cold = cell(place, () => {
    makeCold(runner, root);
  });
  // What has just been written is looked at again by who takes care; two runs later nothing is.
  await delay(2500);
  measure(place);
  measure(place);
  const nothing = cell(place, () => undefined);
  const changed = cell(place, (round) => {
    writeFileSync(leaf, `changed ${String(round)} ${String(Date.now())}`);
  });
  const restored = cell(place, () => {
    removeOutputs(root);
  });
  if (runner.end)
    spawnSync('bash', ['--norc', '-c', runner.end], { cwd: root, env: environment(place) });
  return `| ${[runner.name, cold, nothing, changed, restored].join(' | ')} |`;
}

/** Installs a runner apart from all others, and returns where its programs are. */
function install({ install: names }: Runner, directory: string): string {
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, 'package.json'), '{"private":true}');
  if (names.length > 0) {
    const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...names];
    const { status, stderr } = spawnSync('npm', words, {
      cwd: directory,
      encoding: 'utf8',
      timeout: longestRun * 1000,
    });
    if (status !== 0) throw new Error(`npm cannot install it: ${stderr.slice(0, 300)}`);
  }
  return path.join(directory, 'node_modules/.bin');
}

/** Wall time and processor time of a run in a process that has run the same before. */
async function resident(place: Place): Promise<string> {
  await delay(2500);
  const script = path.join(import.meta.dirname, 'resident-run.ts');
  const { stdout, stderr } = spawnSync(process.execPath, [script, place.root, 'all'], {
    env: environment(place),
    encoding: 'utf8',
    timeout: longestRun * 1000,
  });
  return stdout.trim() || `failed, ${stderr.trim().slice(0, 300)}`;
}

function endOf({ exitCode, signalCode }: ChildProcess): string {
  return exitCode === null ? String(signalCode) : `exit code ${String(exitCode)}`;
}

async function twoAtOnce(
  place: Place,
): Promise<{ failures: string[]; twice: number; runs: string }> {
  const failures: string[] = [];
  let twice = 0;
  const runs = new Set<number>();
  for (let trial = 0; trial < Number(values.trials); trial += 1) {
    makeCold(place.runner, place.root);
    execFileSync('bash', ['--norc', '-c', 'rm -f packages/*/ran'], { cwd: place.root });
    const children = [1, 2].map(() =>
      spawn('bash', ['--norc', '-c', place.runner.command], {
        cwd: place.root,
        env: environment(place),
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    const ends = children.map(async (child, at) => {
      const said: string[] = [];
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
      }
      // All that it said has been read then, which its exit does not promise.
      await once(child, 'close');
      if (child.exitCode === 0) return;
      const last = said.join('').trim().split('\n').slice(-12).join('\n');
      failures.push(`trial ${String(trial)}, run ${String(at)}, ${endOf(child)}:\n${last}`);
    });
    await Promise.all(ends);
    const counts = packages().map(({ name }) => {
      const file = path.join(place.root, 'packages', name, 'ran');
      return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
    });
    twice += counts.filter((count) => count > 1).length;
    runs.add(counts.reduce((sum, count) => sum + count, 0));
  }
  return { failures, twice, runs: [...runs].join(', ') };
}

const directory = realpathSync(mkdtempSync(path.join(tmpdir(), 'lanekeeper-bench-')));
try {
  const chosen = runners.filter(({ name }) => values.only.split(',').includes(name));
  console.log(`${conditions([])}\n`);
  console.log('| runner | cold | nothing to do | one leaf changed | outputs removed |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const runner of chosen) {
    const root = path.join(directory, runner.name, 'repository');
    try {
      // Above the repository, where some look for their own modules.
      const bin = install(runner, path.dirname(root));
      generate(root, runner, line);
      console.log(await row({ runner, root, bin }));
    } catch (fault) {
      console.log(`| ${runner.name} | ${fault instanceof Error ? fault.message : String(fault)} |`);
    }
  }
  const [ours] = runners;
  if (ours && chosen.includes(ours)) {
    const figure = await resident({
      runner: ours,
      root: path.join(directory, ours.name, 'repository'),
      bin: '',
    });
    console.log(`\nLanekeeper in a process that stays, nothing to do: ${figure} ms.`);
  }
  if (ours && Number(values.trials) > 0) {
    const root = path.join(directory, 'two');
    generate(root, ours, exclusiveLine);
    const { failures, twice, runs } = await twoAtOnce({ runner: ours, root, bin: '' });
    console.log(
      `\nTwo invocations at once, ${values.trials} trials: ${String(failures.length)} failed, ${String(twice)} tasks run twice, ${runs} runs of ${String(packages().length)} tasks a trial.`,
    );
    for (const failure of failures) console.log(failure);
    if (failures.length > 0 || twice > 0) process.exitCode = 1;
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
