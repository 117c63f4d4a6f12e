import { spawn, type ChildProcess } from 'node:child_process';
import { LanekeeperError } from '../error.ts';

export interface ToolOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** After this many milliseconds the tool and what it started are killed. Absent: as long as it takes. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** What the tool reads on its standard input; nothing when absent. */
  readonly input?: string | undefined;
}

export interface ToolOutput {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly timedOut: boolean;
}

/** More than any tool asked here says; a flood is cut and the tool killed. */
const maxOutputBytes = 64 * 1024 * 1024;

/** Between the request to end and the end by force. */
const graceMs = 2_000;

/**
 * Runs a short-lived tool without a shell, and gives what it printed. A failing exit code is a result;
 * an error is only thrown when it cannot be started (`command-not-found`) or `signal` fires (`interrupted`).
 */
export function runTool(
  executable: string,
  parameters: readonly string[],
  options: ToolOptions,
): Promise<ToolOutput> {
  const { promise, resolve, reject } = Promise.withResolvers<ToolOutput>();
  if (options.signal?.aborted) return Promise.reject(interrupted(executable));
  const isWindows = process.platform === 'win32';
  // Since CVE-2024-27980 Node starts .cmd and .bat files through a shell only. The parameters here are our own words.
  const needsShell = isWindows && /\.(?:cmd|bat)$/i.test(executable);
  const child = spawn(needsShell ? `"${executable}"` : executable, [...parameters], {
    cwd: options.cwd,
    env: options.environment,
    stdio: 'pipe',
    shell: needsShell,
    windowsHide: true,
    // A process group of its own, so that what the tool started ends with it.
    detached: !isWindows,
  });
  const chunks: Buffer[] = [];
  const errors: Buffer[] = [];
  let size = 0;
  let timedOut = false;
  const collect = (into: Buffer[]) => (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxOutputBytes) into.push(chunk);
    else kill(child, 'SIGKILL');
  };
  // A tool that does not read to the end is no fault of the one who asks.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  child.stdout.on('data', collect(chunks));
  child.stderr.on('data', collect(errors));
  let hardEnd: NodeJS.Timeout | undefined;
  const end = (): void => {
    // First a request, so that git removes its lock files (gitfaq: a killed git leaves index.lock behind).
    kill(child, 'SIGTERM');
    hardEnd = setTimeout(() => {
      kill(child, 'SIGKILL');
      // A grandchild in a group of its own may keep the pipes open; nothing more is read from them.
      child.stdout.destroy();
      child.stderr.destroy();
    }, graceMs);
  };
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          end();
        }, options.timeoutMs);
  options.signal?.addEventListener('abort', end, { once: true });
  const settle = (): void => {
    clearTimeout(timer);
    clearTimeout(hardEnd);
    options.signal?.removeEventListener('abort', end);
  };
  child.once('error', (cause) => {
    settle();
    reject(
      new LanekeeperError(
        'command-not-found',
        `${executable} could not be started in ${options.cwd}: ${cause.message}.`,
        'Check that the program and the folder exist and that you may use them.',
        { cause },
      ),
    );
  });
  child.once('close', (exitCode) => {
    settle();
    if (options.signal?.aborted) {
      reject(interrupted(executable));
      return;
    }
    const stderr = Buffer.concat(errors).toString('utf8');
    resolve({ exitCode, stdout: Buffer.concat(chunks), stderr, timedOut });
  });
  return promise;
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group ended between the look and the signal.
    child.kill(signal);
  }
}

function interrupted(executable: string): LanekeeperError {
  return new LanekeeperError('interrupted', `${executable} was interrupted.`, 'Try again.');
}
