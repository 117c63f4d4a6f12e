import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isLive } from '../src/core/agent/agent-status.ts';
import type { Engine } from '../src/core/engine.ts';
import { readProcessEntry } from '../src/core/process/identity.ts';
import { readCommandLine } from '../src/core/process/command-line.ts';
import { isZombie, type ProcessEntry } from '../src/core/process/process-entry.ts';
import { privately, withEngine } from './agent-run.ts';
import { benchMarker, MarkedProcesses } from './meter.ts';
import { commandLine, openTerminal } from './terminal.ts';

export interface KillFigures {
  /** How many processes were killed, by what they were. */
  readonly killed: ReadonlyMap<string, number>;
  /** The budget: jobs that may run at once. */
  readonly limit: number;
  /** From each kill until as many jobs ran as the budget has; ms. */
  readonly back: readonly number[];
  /** Jobs that were missing `givenUpMs` after a kill, or of a lone build at the end, summed. */
  readonly lost: number;
  /** Most jobs at one moment beyond the budget and the one that each build runs by protocol. */
  readonly over: number;
}

export interface KillOptions {
  /** An empty place, absolute. */
  readonly base: string;
  readonly kills: number;
  /** Two runs with one seed kill the same kinds in the same order. */
  readonly seed: number;
}

const limit = 8;
const lookMs = 20;
const givenUpMs = 10_000;

/** Jobs of make sleep, so that what a machine with few processors is asked to do at once does not count. */
const makefile = `all: $(foreach i,$(shell seq 2000),job$(i))
job%:
\t@exec sleep 0.2
`;

const crates = 80;

function writeWorkspace(directory: string): void {
  mkdirSync(directory);
  writeFileSync(path.join(directory, 'jobs.mk'), makefile);
  writeFileSync(
    path.join(directory, 'Cargo.toml'),
    '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
  );
  for (let crate = 0; crate < crates; crate += 1) {
    const folder = path.join(directory, 'crates', `c${String(crate)}`);
    mkdirSync(path.join(folder, 'src'), { recursive: true });
    const name = path.basename(folder);
    writeFileSync(
      path.join(folder, 'Cargo.toml'),
      `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n`,
    );
    writeFileSync(path.join(folder, 'src', 'lib.rs'), '');
  }
}

/** Something that builds for ever, and is started again when it has been killed. */
interface Builder {
  isRunning(): boolean;
  start(): Promise<void>;
  end(): void;
}

const makeJobs = ['make', '-j', '-f', 'jobs.mk'] as const;

class Work {
  readonly #engine: Engine;
  readonly #directory: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly builders: readonly Builder[];
  /** Terminals, which are killed with all that is in them. */
  readonly terminals = new Map<string, number>();

  constructor(engine: Engine, directory: string, environment: NodeJS.ProcessEnv) {
    this.#engine = engine;
    this.#directory = directory;
    this.#environment = environment;
    this.builders = [
      this.#terminal('maker', `while :; do ${makeJobs.join(' ')}; done`),
      this.#terminal(
        'cargoer',
        'while :; do rm -rf "$CARGO_TARGET_DIR"; cargo build --workspace --quiet; done',
      ),
      this.#run('runner'),
      this.#loop('looper'),
    ];
  }

  #terminal(agent: string, commands: string): Builder {
    return {
      isRunning: () => this.terminals.has(agent),
      start: async () => {
        const terminal = openTerminal({
          agent,
          directory: this.#directory,
          environment: this.#environment,
          commands,
        });
        terminal.stderr?.resume();
        this.terminals.set(agent, terminal.pid);
        terminal.once('exit', () => this.terminals.delete(agent));
        await this.#engine.attachTerminal(agent, terminal.pid);
      },
      end: () => {
        const pid = this.terminals.get(agent);
        if (pid !== undefined) killGroup(pid);
      },
    };
  }

  /** `lanekeeper run`, with which the job server of a command ends. */
  #run(agent: string): Builder {
    let group: number | undefined;
    let isRunning = false;
    const end = (): void => {
      if (group !== undefined) killGroup(group);
    };
    return {
      isRunning: () => isRunning,
      start: () => {
        end();
        const child = spawn(commandLine[0], [commandLine[1], 'run', agent, '--', ...makeJobs], {
          cwd: this.#directory,
          env: this.#environment,
          detached: true,
          stdio: 'ignore',
        });
        group = child.pid;
        isRunning = true;
        child.once('exit', () => {
          isRunning = false;
        });
        return Promise.resolve();
      },
      end,
    };
  }

  /** An agent with a supervisor. */
  #loop(agent: string): Builder {
    const isRunning = (): boolean => {
      const { status, statusReason } = this.#engine.findAgent(agent);
      return isLive(status) && statusReason === null;
    };
    return {
      isRunning,
      start: async () => {
        await this.#engine.reconcile();
        if (isLive(this.#engine.findAgent(agent).status)) await this.#engine.stop(agent);
        await this.#engine.restart(agent);
      },
      end: () => undefined,
    };
  }
}

/** Who holds the budget, and what each build runs, for whoever looks into jobs that are missing. */
function standing(engine: Engine, seen: readonly ProcessEntry[]): string {
  const holders = engine.gates().find(({ name }) => name === 'COMPILE_JOBS')?.holders ?? [];
  const builds = leaders(seen).map(({ pid, parentPid, name }) => {
    const jobs = seen.filter((each) => each.parentPid === pid && !isZombie(each)).length;
    return `  ${name} ${String(pid)} of ${String(parentPid)}: ${String(jobs)} jobs`;
  });
  return [
    ...holders.map(
      ({ agent, purpose, places, pid }) =>
        `  ${agent ?? 'nobody'} (${purpose}, pid ${String(pid)}): ${String(places)} places`,
    ),
    ...builds,
  ].join('\n');
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has gone.
  }
}

/** What can be killed, with the processes that are it at this moment. */
const victims: Readonly<Record<string, (seen: readonly ProcessEntry[], work: Work) => number[]>> = {
  make: (seen) => pids(leaders(seen).filter(({ name }) => name === 'make')),
  cargo: (seen) => pids(leaders(seen).filter(({ name }) => name === 'cargo')),
  job: (seen) => pids(jobsOf(seen)),
  'terminal with all in it': (_, { terminals }) => [...terminals.values()].map((pid) => -pid),
  'server of terminals': (seen) => pids(seen.filter((each) => isCalled(each, 'serve-jobs'))),
  'lanekeeper run': (seen) => pids(seen.filter((each) => isCalled(each, 'run'))),
  supervisor: (seen) => pids(seen.filter((each) => isCalled(each, 'supervise'))),
};

const hosts: ReadonlySet<string> = new Set(['server of terminals', 'lanekeeper run', 'supervisor']);

function isCalled({ pid, name }: ProcessEntry, command: string): boolean {
  // Node.js names its main thread so.
  return name !== 'make' && name !== 'cargo' && readCommandLine(pid).includes(command);
}

function pids(entries: readonly ProcessEntry[]): number[] {
  return entries.map(({ pid }) => pid);
}

function leaders(seen: readonly ProcessEntry[]): ProcessEntry[] {
  return seen.filter((each) => (each.name === 'make' || each.name === 'cargo') && !isZombie(each));
}

function jobsOf(seen: readonly ProcessEntry[]): ProcessEntry[] {
  const builds = new Set(pids(leaders(seen)));
  return seen.filter((each) => builds.has(each.parentPid) && !isZombie(each));
}

/**
 * Lets two terminals, a `lanekeeper run` and a supervised agent build without end on one budget, kills one of them or what
 * serves them at a time, and waits until as many jobs run as the budget has. Whoever serves is killed together with a build,
 * as its tokens come back only where somebody else serves on.
 */
export async function killAtRandom({ base, kills, seed }: KillOptions): Promise<KillFigures> {
  const directory = path.join(base, 'k');
  mkdirSync(path.join(directory, 'home'), { recursive: true });
  const settings = { gates: { compile: limit }, stopGraceMs: 300 };
  // What is started in terminals reads them from there.
  writeFileSync(path.join(directory, 'home', 'config.json'), JSON.stringify(settings));
  const workspace = path.join(directory, 'workspace');
  writeWorkspace(workspace);
  const marker = `${path.basename(base)}-kills`;
  const environment = { ...privately(directory), [benchMarker]: marker, RUSTC_WRAPPER: '' };
  const random = randomOf(seed);
  const figures = {
    killed: new Map<string, number>(),
    limit,
    back: [] as number[],
    lost: 0,
    over: 0,
  };
  await withEngine(
    environment,
    async (engine) => {
      const rust = { type: 'rust-dev', workspace, interactive: true } as const;
      for (const id of ['maker', 'cargoer']) await engine.spawn({ ...rust, id });
      await engine.spawn({ ...rust, id: 'runner', interactive: false, command: ['true'] });
      await engine.spawn({ id: 'looper', workspace, command: makeJobs, interactive: false });
      const work = new Work(engine, workspace, environment);
      const marked = new MarkedProcesses(marker);
      const look = (): ProcessEntry[] => {
        const seen = marked.read();
        const jobs = jobsOf(seen).length;
        figures.over = Math.max(figures.over, jobs - limit - leaders(seen).length);
        return seen;
      };
      /** Resolves with how many jobs were missing when it gave up: 0 as soon as none are. */
      const full = async (): Promise<number> => {
        const from = performance.now();
        for (let most = 0; ;) {
          most = Math.max(most, jobsOf(look()).length);
          if (most >= limit) return 0;
          if (performance.now() - from > givenUpMs) return limit - most;
          await delay(lookMs);
        }
      };
      const restore = async (): Promise<void> => {
        for (const builder of work.builders) if (!builder.isRunning()) await builder.start();
      };
      try {
        for (let count = 0; count < kills;) {
          await restore();
          if ((await full()) > 0) throw new Error('The builds do not use the whole budget.');
          await delay(random() * 300);
          const seen = look();
          const names = Object.keys(victims);
          const name = names[Math.floor(random() * names.length)] ?? '';
          const chosen = [name, ...(hosts.has(name) ? [random() < 0.5 ? 'make' : 'cargo'] : [])];
          let isKilled = false;
          const from = performance.now();
          for (const each of chosen) {
            const found = victims[each]?.(seen, work) ?? [];
            const victim = found[Math.floor(random() * found.length)];
            if (victim === undefined || !kill(victim)) continue;
            // What has got the signal still seems to work for a moment.
            while (isThere(victim)) await delay(1);
            isKilled = true;
            count += 1;
            figures.killed.set(each, (figures.killed.get(each) ?? 0) + 1);
          }
          if (!isKilled) continue;
          const missing = await full();
          figures.back.push(performance.now() - from);
          figures.lost += missing;
          if (missing > 0) {
            process.stderr.write(`${chosen.join(' and ')}: ${String(missing)} jobs missing\n`);
            process.stderr.write(`${standing(engine, look())}\n`);
            for (const builder of work.builders) builder.end();
          }
        }
        for (const builder of work.builders) builder.end();
        // Its supervisor may have been the last that was killed.
        await engine.reconcile();
        if (isLive(engine.findAgent('looper').status)) await engine.stop('looper');
        while (look().some(({ name }) => name === 'make' || name === 'cargo')) await delay(lookMs);
        await work.builders[0]?.start();
        figures.lost += await full();
      } finally {
        for (const builder of work.builders) builder.end();
        for (const { id, status } of engine.listAgents()) if (isLive(status)) await engine.stop(id);
      }
    },
    settings,
  );
  rmSync(directory, { recursive: true });
  return figures;
}

function kill(victim: number): boolean {
  try {
    process.kill(victim, 'SIGKILL');
    return true;
  } catch {
    // It had ended by itself.
    return false;
  }
}

/** A pid, or the negative one of a group, of which only the leader is asked for: all of it got the signal. */
function isThere(victim: number): boolean {
  const entry = readProcessEntry(Math.abs(victim));
  return entry !== null && !isZombie(entry);
}

/** Numbers from 0 to 1, the same for one seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
