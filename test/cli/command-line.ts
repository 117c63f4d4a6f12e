import { execFile } from 'node:child_process';
import path from 'node:path';

const script = path.resolve(import.meta.dirname, '../../dist/cli.cjs');

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
}

/** Runs one command line to its end, as a user's shell would. */
export function lanekeeper(parameters: readonly string[], options: CallOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [script, ...parameters],
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
  });
}
