import path from 'node:path';
import { z } from 'zod';
import { jsonText } from './json.ts';

/**
 * What sccache's server is to log: without it, its counters are the machine's and name neither agent nor reason. The part
 * behind `/` picks lines by their text (docs.rs/env_logger); these hold the compilers' arguments and no variables.
 */
export const sccacheLogFilter =
  'sccache=debug/get_cached_or_compile|Cache (hit|miss) in|compile result|CannotCache';

/** Where servers that Lanekeeper starts write down each compilation; `home` is `LANEKEEPER_HOME`. */
export function sccacheLogPath(home: string): string {
  return path.join(home, 'sccache.log');
}

const requestSchema = z.object({
  crate: z.string(),
  /** `crate-hash`, the stem of its files: the same in every agent for the same features, profile and compiler. */
  unit: z.string(),
  /** Where its output goes, absolute: below what the agent owns. */
  outDir: z.string(),
  /** Its main source file, relative to the compiler's folder for a member of the workspace. */
  source: z.string(),
  /** The units of the crates that it uses. */
  uses: z.array(z.string()),
});

export type CompileRequest = z.infer<typeof requestSchema>;

/** Requests of which the log has not told the end yet, oldest first. */
export const unfinishedSchema = z.object({
  looking: z.array(requestSchema),
  compiling: z.array(requestSchema),
});

export type Unfinished = z.infer<typeof unfinishedSchema>;

/** How one compilation ended: found, compiled and kept, or one that sccache never keeps, with its reason. */
export type Compilation = CompileRequest &
  (
    | { readonly outcome: 'hit' | 'miss' }
    | { readonly outcome: 'uncacheable'; readonly reason: string }
  );

/** Requests whose end never comes, as when the server is killed; more than any machine compiles at once. */
const most = 500;

const line =
  /^\[\S+ DEBUG sccache::[\w:]+\] (?:\[(?<crate>[^\]]+)\]: (?<event>get_cached_or_compile: |Cache hit in |Cache miss in |compile result: )(?<rest>.*)|parse_arguments: CannotCache\((?<reason>.*?)\): (?<refused>\[.*))$/;

/**
 * Reads the log of sccache's server (src/compiler/compiler.rs and src/server.rs of 0.16). A line names its crate and no
 * request, so of several requests for one crate at one moment the oldest is taken: their sums are exact, and so is each
 * agent's part unless two agents look up the same crate in the same milliseconds and only one finds it.
 */
export class SccacheLogReader {
  readonly #looking: CompileRequest[];
  readonly #compiling: CompileRequest[];

  constructor(unfinished: Unfinished = { looking: [], compiling: [] }) {
    this.#looking = [...unfinished.looking];
    this.#compiling = [...unfinished.compiling];
  }

  get unfinished(): Unfinished {
    return { looking: this.#looking.slice(-most), compiling: this.#compiling.slice(-most) };
  }

  /** One whole line without its end; null where it ends no compilation. */
  push(text: string): Compilation | null {
    const { crate, event, rest = '', reason, refused } = line.exec(text)?.groups ?? {};
    if (reason !== undefined && refused !== undefined) {
      const request = readArguments(refused);
      return request && { ...request, outcome: 'uncacheable', reason: kindOf(reason, request) };
    }
    if (crate === undefined) return null;
    switch (event) {
      case 'get_cached_or_compile: ': {
        const request = readArguments(rest);
        if (request) this.#looking.push(request);
        return null;
      }
      case 'Cache hit in ': {
        const found = take(this.#looking, crate);
        return found && { ...found, outcome: 'hit' };
      }
      case 'Cache miss in ': {
        const missed = take(this.#looking, crate);
        if (missed) this.#compiling.push(missed);
        return null;
      }
      default: {
        // Known to be whole only now: what the compiler wrote is looked at for the reason.
        if (rest === 'cache hit') return null;
        const compiled = take(this.#compiling, crate);
        return compiled && rest === 'cache miss' ? { ...compiled, outcome: 'miss' } : null;
      }
    }
  }
}

function take(requests: CompileRequest[], crate: string): CompileRequest | null {
  const at = requests.findIndex((each) => each.crate === crate);
  return at < 0 ? null : (requests.splice(at, 1)[0] ?? null);
}

/** The compiler's arguments as Rust's Debug writes them, whose common escapes are JSON's; null without an output. */
function readArguments(text: string): CompileRequest | null {
  const { data } = jsonText.pipe(z.array(z.string())).safeParse(text);
  if (!data) return null;
  const value = (name: string): string | undefined => {
    const at = data.indexOf(name);
    return at >= 0
      ? data[at + 1]
      : data.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  };
  const crate = value('--crate-name');
  const outDir = value('--out-dir');
  const source = data.find((each) => each.endsWith('.rs') && !each.startsWith('-'));
  if (crate === undefined || outDir === undefined || source === undefined) return null;
  const extra = data.find((each) => each.startsWith('extra-filename='))?.slice(15) ?? '';
  const uses = data.flatMap((each, index) => {
    const file = data[index - 1] === '--extern' ? each.split('=')[1] : undefined;
    return file === undefined ? [] : [path.parse(file).name.replace(/^lib/, '')];
  });
  return { crate, unit: `${crate}${extra}`, outDir, source, uses };
}

/** sccache's words in ours, where we have words of our own for them. */
function kindOf(reason: string, { crate }: CompileRequest): string {
  if (crate === 'build_script_build') return 'build-script';
  const type = /^crate-type, (.*)$/.exec(reason)?.[1];
  if (type === undefined) return reason;
  return type === 'bin' ? 'program' : type === 'proc-macro' ? 'proc-macro' : 'crate-type';
}
