import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { agentStatuses } from '../../src/core/agent/agent-status.ts';

export const script = path.resolve(import.meta.dirname, '../../dist/cli.cjs');

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions {
  readonly home: string;
  readonly cwd: string;
  readonly input?: string | Uint8Array;
  readonly variables?: Readonly<Record<string, string>>;
  /** Words before the command, such as a program that takes rights away. */
  readonly through?: readonly string[];
  /** Sends ^C's signal once it has printed something. */
  readonly interruptAtOutput?: boolean;
}

/** Runs one command line to its end, as a user's shell would. */
export function lanekeeper(parameters: readonly string[], options: CallOptions): Promise<Outcome> {
  const [program = process.execPath, ...words] = [
    ...(options.through ?? []),
    process.execPath,
    script,
    ...parameters,
  ];
  return new Promise((resolve) => {
    const child = execFile(
      program,
      words,
      {
        cwd: options.cwd,
        env: { ...process.env, LANEKEEPER_HOME: options.home, ...options.variables },
        maxBuffer: 64 * 1024 * 1024,
      },
      (fault, stdout, stderr) => {
        const code = fault === null ? 0 : typeof fault.code === 'number' ? fault.code : 1;
        resolve({ code, stdout, stderr });
      },
    );
    child.stdin?.end(options.input ?? '');
    if (options.interruptAtOutput) child.stdout?.once('data', () => child.kill('SIGINT'));
  });
}

const failure = z.object({
  error: z.object({ code: z.string(), message: z.string().min(1), cure: z.string().min(1) }),
});

/** The error of a command that was given `--json`, once it is certain that people read the same as scripts. */
export function errorOf({
  code,
  stdout,
  stderr,
}: Outcome): z.infer<typeof failure>['error'] & { exitCode: number } {
  const { error } = failure.parse(JSON.parse(stdout));
  assert.ok(stderr.includes(error.message) && stderr.includes(error.cure), stderr);
  return { ...error, exitCode: code };
}

const list = z.object({
  agents: z.array(z.object({ id: z.string(), status: z.enum(agentStatuses) })),
});

/** What there is, by id. */
export async function agentsAt(options: CallOptions): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await lanekeeper(['list', '--json'], options);
  assert.equal(code, 0, stderr);
  return Object.fromEntries(
    list.parse(JSON.parse(stdout)).agents.map(({ id, status }) => [id, status]),
  );
}
