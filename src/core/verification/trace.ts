import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseTraceLine, tracedCalls } from './trace-line.ts';
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
    const programs = new Map<number, string>();
    const writes = new Map<string, ObservedWrite>();
    let calls = 0;
    for await (const line of createInterface({ input: createReadStream(this.#file, 'latin1') })) {
      const event = parseTraceLine(line);
      if (event === null) continue;
      calls += 1;
      const { pid } = event;
      if (event.type === 'program') programs.set(pid, event.program);
      else {
        for (const path of event.paths) {
          if (writes.has(path)) continue;
          const program = programs.get(pid) ?? null;
          const seen = { agent: uid, path, pid, program, first: now, last: now };
          writes.set(path, { ...seen, source: 'trace', confidence: 'certain' });
        }
      }
    }
    const note = `Every call that writes was traced: ${String(calls)} of them. Daemons that others started are not part of it.`;
    // A trace without a single call, not even the start of a program, is a trace that failed.
    return { writes: [...writes.values()], coverage: { isComplete: calls > 0, note } };
  }
}
