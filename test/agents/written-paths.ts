import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { straceOptions, Trace } from '../../src/core/verification/trace.ts';

/**
 * Makes a program that runs Node.js under strace(1), so that the kernel tells what a supervisor and everything it
 * starts writes. One trace a supervisor lies in `directory`.
 */
export function makeTracer(directory: string, strace: string): string {
  const tracer = path.join(directory, 'traced-node');
  const trace = path.join(directory, 'trace');
  // The shell puts its own pid, which is that of the supervisor to be, behind the name.
  const options = straceOptions(trace).map((option) =>
    option === trace ? `'${trace}'.$$` : `'${option}'`,
  );
  writeFileSync(
    tracer,
    `#!/bin/sh\nexec '${strace}' ${options.join(' ')} '${process.execPath}' "$@"\n`,
  );
  chmodSync(tracer, 0o755);
  return tracer;
}

/** What the supervisor of one agent and everything it started wrote. */
export interface AgentTrace {
  readonly paths: ReadonlySet<string>;
  /** What the trace says of itself when it may have missed something. */
  readonly doubt: string | null;
}

/** The traces in a directory by the log of the agent that each is of. */
export async function readTraces(directory: string): Promise<Map<string, AgentTrace>> {
  const traces = new Map<string, AgentTrace>();
  for (const name of readdirSync(directory).filter((each) => each.startsWith('trace.'))) {
    const { writes, coverage } = await new Trace(path.join(directory, name)).observe([]);
    const paths = new Set(writes.map((write) => write.path));
    const log = [...paths].find((file) => file.endsWith('/log/agent.log')) ?? '';
    traces.set(log, { paths, doubt: coverage.isComplete ? null : coverage.note });
  }
  return traces;
}

/** One hash over the names and contents of everything below a directory. */
export function digest(directory: string): string {
  const hash = createHash('sha256');
  const visit = (current: string): void => {
    for (const name of readdirSync(current).sort()) {
      const file = path.join(current, name);
      const status = lstatSync(file);
      hash.update(`${path.relative(directory, file)}\0`);
      if (status.isSymbolicLink()) hash.update(readlinkSync(file));
      else if (status.isDirectory()) visit(file);
      else if (status.isFile()) hash.update(readFileSync(file));
    }
  };
  visit(directory);
  return hash.digest('hex');
}
