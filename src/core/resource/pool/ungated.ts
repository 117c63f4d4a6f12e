import { readlinkSync } from 'node:fs';
import path from 'node:path';
import { readAgentMarker, readMarker } from '../../process/agent-marker.ts';
import { readCommandLine } from '../../process/command-line.ts';
import { identityOf, type ProcessIdentity } from '../../process/identity.ts';
import { readProcFile } from '../../process/proc-file.ts';
import { isZombie, type ProcessEntry } from '../../process/process-entry.ts';
import type { GateName } from '../gates.ts';
import { jobsVariable } from '../jobserver/job-variables.ts';

/** A build that takes no tokens of this machine's budget: by hand in another terminal, or past an agent's wrappers. */
export interface UngatedBuild {
  readonly gate: GateName;
  readonly process: ProcessIdentity;
  readonly program: string;
  /** By its id; null outside all agents. */
  readonly agent: string | null;
  /** Where it works, absolute; null where that cannot be told. */
  readonly directory: string | null;
  /** How many compilers, linkers and builds there are in it at this moment, itself included. */
  readonly processes: number;
}

const makes: ReadonlySet<string> = new Set(['make', 'gmake', 'ninja']);

const builders: ReadonlySet<string> = new Set(['cargo', ...makes]);

const compilers: ReadonlySet<string> = new Set([
  ...['rustc', 'rustdoc', 'clippy-driver', 'cc1', 'cc1plus', 'clang', 'clang++'],
]);

const linkers: ReadonlySet<string> = new Set([
  ...['ld', 'ld.bfd', 'ld.gold', 'ld.lld', 'lld', 'rust-lld', 'ld.mold', 'mold'],
]);

export interface UngatedQuestion {
  readonly table: readonly ProcessEntry[];
  /** Where the FIFOs are whose tokens count, absolute; null where there are none. */
  readonly jobs: string | null;
  /** Ids of agents by uid. */
  readonly agents: ReadonlyMap<string, string>;
}

/**
 * The builds of this user that are counted at no gate. Only Linux shows the environment of other processes: elsewhere
 * none are found. What is not part of a build is not looked at beyond its entry in `table`.
 */
export function findUngated({ table, jobs, agents }: UngatedQuestion): UngatedBuild[] {
  if (process.platform !== 'linux') return [];
  const census = new Census(table, jobs);
  const parts = table.filter((entry) => isPart(entry.name) && !isZombie(entry));
  const members = Map.groupBy(parts, (entry) => census.ungatedBuildOf(entry));
  members.delete(null);
  return [...members].flatMap(([build, { length }]) => {
    if (build === null) return [];
    const uid = readAgentMarker(build.pid);
    return [
      {
        gate: linkers.has(build.name) ? 'LINK_JOBS' : 'COMPILE_JOBS',
        process: identityOf(build),
        program: build.name,
        agent: uid === null ? null : (agents.get(uid) ?? null),
        directory: directoryOf(build),
        processes: length,
      },
    ];
  });
}

function isPart(name: string): boolean {
  return builders.has(name) || compilers.has(name) || linkers.has(name);
}

/** One pass over one table. */
class Census {
  readonly #entries: ReadonlyMap<number, ProcessEntry>;
  readonly #jobs: string | null;
  readonly #gated = new Map<ProcessEntry, boolean>();

  constructor(table: readonly ProcessEntry[], jobs: string | null) {
    this.#entries = new Map(table.map((entry) => [entry.pid, entry]));
    this.#jobs = jobs;
  }

  /**
   * The outermost build that a process is part of and that takes no tokens; null where the one that it is started by
   * takes them, or it is another user's.
   */
  ungatedBuildOf(entry: ProcessEntry): ProcessEntry | null {
    let build = builders.has(entry.name) ? entry : (this.#builderAbove(entry) ?? entry);
    if (!isOurs(build) || this.#isGated(build)) return null;
    const passed = new Set<ProcessEntry>();
    for (let above = this.#builderAbove(build); above && !this.#isGated(above);) {
      // See there: two that seem to be above each other.
      if (passed.has(above)) return build;
      passed.add(above);
      build = above;
      above = this.#builderAbove(build);
    }
    return build;
  }

  /** Within the session: a terminal that make or cargo opens is not part of what they build. */
  #builderAbove({ session, parentPid }: ProcessEntry): ProcessEntry | undefined {
    const seen = new Set<number>();
    let pid = parentPid;
    for (;;) {
      const parent = this.#entries.get(pid);
      // The table is no snapshot: entries read at different times can seem to be each other's parent.
      if (parent?.session !== session || seen.has(pid)) return undefined;
      if (builders.has(parent.name)) return parent;
      seen.add(pid);
      pid = parent.parentPid;
    }
  }

  #isGated(entry: ProcessEntry): boolean {
    const known = this.#gated.get(entry);
    if (known !== undefined) return known;
    // For two that seem to be above each other.
    this.#gated.set(entry, false);
    const found = makes.has(entry.name)
      ? this.#isMakeGated(entry)
      : takesCargoTokens(entry, this.#jobs);
    this.#gated.set(entry, found);
    return found;
  }

  /**
   * Whether a make or ninja takes tokens of ours, by the environment and the words that it was started with. Those that
   * it was handed by what calls it are that one's; so is the job of one that runs one at a time, which in an agent is
   * what the wrapper made of it.
   */
  #isMakeGated(entry: ProcessEntry): boolean {
    const { pid, name } = entry;
    const hasTokens = /--jobserver-(?:auth|fds)=/.test(readMarker(pid, 'MAKEFLAGS') ?? '');
    if (!hasTokens && !isSerial(name, readCommandLine(pid))) return false;
    const above = this.#builderAbove(entry);
    return above ? this.#isGated(above) : isBelow(readMarker(pid, jobsVariable), this.#jobs);
  }
}

/** The environment of another user's process cannot be read. */
function isOurs({ pid }: ProcessEntry): boolean {
  return readProcFile(`/proc/${String(pid)}/environ`) !== null;
}

function takesCargoTokens({ pid }: ProcessEntry, jobs: string | null): boolean {
  const flags = readMarker(pid, 'CARGO_MAKEFLAGS') ?? '';
  const [, fifo] = /--jobserver-auth=fifo:(\S+)/.exec(flags) ?? [];
  if (fifo !== undefined) return isBelow(fifo, jobs);
  // As two descriptors, by the wrapper: then the FIFO that they are of has its name there.
  return flags.includes('--jobserver-auth=') && isBelow(readMarker(pid, jobsVariable), jobs);
}

function isBelow(file: string | null, directory: string | null): boolean {
  return file !== null && path.dirname(file) === directory;
}

function isSerial(name: string, words: readonly string[]): boolean {
  const parallel = words.some((word) => /^(?:-j(?!1$)|--jobs(?!=1$))/.test(word));
  // ninja runs as many as there are processors unless it is told a number.
  return name === 'ninja' ? words.includes('-j1') : !parallel;
}

function directoryOf({ pid }: ProcessEntry): string | null {
  try {
    return readlinkSync(`/proc/${String(pid)}/cwd`);
  } catch {
    // It has ended, or may not be looked at.
    return null;
  }
}
