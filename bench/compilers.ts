import { readCommandLine } from '../src/core/process/command-line.ts';
import { isZombie, type ProcessEntry } from '../src/core/process/process-entry.ts';

/** What links at last, whichever driver (`cc`, `collect2`, rustc) calls it. */
const linkers: ReadonlySet<string> = new Set([
  ...['ld', 'ld.bfd', 'ld.gold', 'ld.lld', 'lld', 'rust-lld', 'ld.mold', 'mold'],
]);

/**
 * Counts live compilers and linkers among processes. A compiler is a rustc that compiles, whoever runs it: one that
 * sccache's server runs for a client counts once, and the client, which is no rustc, does not count. A rustc that only
 * answers a question of cargo's or sccache's (`-vV`, `--print`) is none: cargo asks before it has any job. A linker that
 * another linker runs is that one.
 */
export class CompilerCount {
  readonly #compiles = new Map<string, boolean>();

  look(processes: readonly ProcessEntry[]): {
    readonly compilers: number;
    readonly linkers: number;
    readonly builds: number;
  } {
    const alive = processes.filter((entry) => !isZombie(entry));
    const links = alive.filter(({ name }) => linkers.has(name));
    const linking = new Set(links.map(({ pid }) => pid));
    return {
      compilers: alive.filter((entry) => this.#isCompiler(entry)).length,
      linkers: links.filter(({ parentPid }) => !linking.has(parentPid)).length,
      builds: alive.filter(({ name }) => name === 'cargo').length,
    };
  }

  #isCompiler({ pid, startTime, name, image }: ProcessEntry): boolean {
    if (name !== 'rustc') return false;
    const key = `${String(pid)} ${startTime} ${image}`;
    const known = this.#compiles.get(key);
    if (known !== undefined) return known;
    const words = readCommandLine(pid);
    const compiles = !words.some((word) => word === '-vV' || word.startsWith('--print'));
    this.#compiles.set(key, compiles);
    return compiles;
  }
}
