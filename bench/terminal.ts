import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { root } from '../tools/project.ts';

/** The command line as it is published; `dist` must be built. */
export const commandLine: readonly [node: string, script: string] = [
  process.execPath,
  path.join(root, 'dist', 'cli.cjs'),
];

export interface TerminalOptions {
  readonly agent: string;
  /** Absolute. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** For sh(1), in the agent's environment. */
  readonly commands: string;
}

/**
 * A shell that leads a session of its own and evaluates an agent's environment contract, as a terminal's does. Its group is
 * all that is started in it, since it has no job control.
 */
export function openTerminal({
  agent,
  directory,
  environment,
  commands,
}: TerminalOptions): ChildProcess & { readonly pid: number } {
  const [node, script] = commandLine;
  const lines = [
    `variables=$('${node}' --disable-warning=ExperimentalWarning '${script}' env ${agent}) || exit`,
    'eval "$variables"',
    commands,
  ];
  const shell = spawn('sh', ['-c', lines.join('\n')], {
    cwd: directory,
    env: environment,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { pid } = shell;
  if (pid === undefined) throw new Error('sh could not be started.');
  return Object.assign(shell, { pid });
}

/** Waits for a terminal to end; throws with what it wrote to standard error if it failed. */
export async function ended(terminal: ChildProcess): Promise<void> {
  let said = '';
  terminal.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-5000);
  });
  const closed: readonly unknown[] = await once(terminal, 'close');
  if (closed[0] !== 0) throw new Error(`A terminal ended with ${String(closed[0])}.\n${said}`);
}
