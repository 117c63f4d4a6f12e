import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { realpathOrSelf } from './real-path.ts';
import { parseTraceLine, type TraceLine, tracedCalls } from './trace-line.ts';
import type { AuditedAgent, ObservedWrite, WriteReport, WriteSource } from './write-source.ts';

/**
 * The options of strace(1) that make it write to `output` every call that writes, of a command and all it starts. The
 * kernel's filter (seccomp) lets all other calls run at full speed.
 */
export function straceOptions(output: string): string[] {
  const calls = `trace=${tracedCalls.join(',')}`;
  return [
    ...['-f', '-qq', '-y', '--seccomp-bpf', '-e', calls, '-e', 'status=successful'],
    ...['-e', 'signal=none', '-s', '4096', '-o', output],
  ];
}

/** Reads every write of one agent out of a finished trace, exactly: nothing that has a path is missed. */
export class Trace implements WriteSource {
  readonly name = 'trace';
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** All of the trace counts as the first agent's. Each path is told once, by the process that wrote it first. */
  async observe([agent]: readonly AuditedAgent[]): Promise<WriteReport> {
    const uid = agent?.uid ?? '';
    const now = new Date().toISOString();
    const places = new WorkingDirectories();
    const programs = new Map<number, string>();
    const writes = new Map<string, ObservedWrite>();
    let calls = 0;
    let lost = 0;
    for await (const text of createInterface({ input: createReadStream(this.#file, 'latin1') })) {
      const line = parseTraceLine(text);
      if (line === null) continue;
      calls += 1;
      const { pid, event } = line;
      places.learn(line);
      if (event.type === 'program') programs.set(pid, event.program);
      if (event.type !== 'write') continue;
      for (const name of event.paths) {
        const file = await places.real(pid, name);
        if (file === null) lost += 1;
        if (file === null || writes.has(file)) continue;
        const program = programs.get(pid) ?? null;
        const seen = { agent: uid, path: file, pid, program, first: now, last: now };
        writes.set(file, { ...seen, source: 'trace', confidence: 'certain' });
      }
    }
    const note = `Every call that makes, changes or removes a name was traced: ${String(calls)} lines${lost === 0 ? '' : `, of which ${String(lost)} cannot be placed`}. Daemons that others started are not part of it.`;
    const isComplete = calls > 0 && lost === 0;
    // A trace without a single call, not even the start of a program, is a trace that failed.
    return { writes: [...writes.values()], coverage: { isComplete, note } };
  }
}

/** Where each process works, as far as its calls have told. */
class WorkingDirectories {
  readonly #directories = new Map<number, string>();
  readonly #real = new Map<string, string>();

  learn({ pid, directory, event }: TraceLine): void {
    if (directory !== null) this.#directories.set(pid, directory);
    if (event.type === 'directory') {
      const place = this.resolve(pid, event.path);
      if (place !== null) this.#directories.set(pid, place);
    }
    const own = this.#directories.get(pid);
    // A child's first calls may be told before the call that made it ends.
    if (event.type === 'child' && own !== undefined && !this.#directories.has(event.pid)) {
      this.#directories.set(event.pid, own);
    }
  }

  /** As `resolve`, with the links on the way to the last part resolved, as they are when the trace is read. */
  async real(pid: number, file: string): Promise<string | null> {
    const named = this.resolve(pid, file);
    if (named === null) return null;
    const parent = path.dirname(named);
    const real = this.#real.get(parent) ?? (await realpathOrSelf(parent));
    this.#real.set(parent, real);
    return path.join(real, path.basename(named));
  }

  /** Null for a relative path whose beginning is not known. */
  resolve(pid: number, file: string): string | null {
    if (path.isAbsolute(file)) return path.normalize(file);
    const directory = this.#directories.get(pid);
    return directory === undefined ? null : path.join(directory, file);
  }
}
