import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { isInstalled, runNpm } from './npm-install.mjs';
import { nodeHeaders, projectNode, root } from './project.ts';

const directory = path.join(root, 'tools', 'vscode-server');
const main = path.join(directory, 'node_modules/code-server/lib/vscode/out/server-main.js');

/**
 * Installs the VS Code server that the `code-server` package ships, unless it is there. It takes some two minutes:
 * its native modules are built from source, against the headers of the project's own Node.
 */
export async function installServer(): Promise<void> {
  if (await isInstalled(directory)) return;
  console.error('Installing the VS Code server from npm, once; this takes about two minutes …');
  const headers = nodeHeaders();
  try {
    await runNpm(['ci'], {
      directory,
      node: projectNode,
      variables: headers === null ? {} : { npm_config_nodedir: headers },
    });
  } catch (error) {
    throw new Error(
      'The VS Code server could not be installed. On Debian and Ubuntu it is built with: ' +
        'make g++ python3 pkg-config libkrb5-dev libsecret-1-dev libxkbfile-dev libx11-dev. ' +
        'Set VSCODE_PATH to use an installed VS Code in its place.',
      { cause: error },
    );
  }
}

export interface ServerOptions {
  /** Everything the server keeps lies in here. Short: it holds sockets, and unix(7) allows a path of 108 bytes. */
  readonly directory: string;
  /** Null lets everyone on this machine in. */
  readonly connectionToken: string | null;
  readonly workspaceTrust: boolean;
  /** Obey `extensionDevelopmentPath` and `extensionTestsPath` in the page's address. */
  readonly developmentPayload?: boolean;
  readonly port?: number;
  /** Added to this process's environment, for the extension host and the terminals; undefined removes one. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly onOutput?: (text: string) => void;
}

export interface Server {
  /** `127.0.0.1:port`. */
  readonly host: string;
  readonly pid: number;
  /** Ends the server and everything under it. */
  readonly stop: () => Promise<void>;
}

/** Where a server started in `directory` looks for extensions and for the user's settings. */
export function serverDirectories(directory: string): { extensions: string; user: string } {
  return { extensions: path.join(directory, 'x'), user: path.join(directory, 'u', 'User') };
}

export async function startServer(options: ServerOptions): Promise<Server> {
  const { extensions, user } = serverDirectories(options.directory);
  await Promise.all([mkdir(extensions, { recursive: true }), mkdir(user, { recursive: true })]);
  const token =
    options.connectionToken === null
      ? ['--without-connection-token']
      : ['--connection-token', options.connectionToken];
  const child = spawn(
    projectNode,
    [
      ...[main, '--host', '127.0.0.1', '--port', String(options.port ?? 0), ...token],
      ...commonFlags(options.directory),
      ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...(options.developmentPayload === true ? ['--enable-smoke-test-driver'] : []),
    ],
    {
      // A group of its own, so that all of it can be ended at once.
      detached: process.platform !== 'win32',
      env: environment(options.environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const closed = new Promise((resolve) => child.once('close', resolve));
  const stop = async (): Promise<void> => {
    if (child.pid === undefined) return;
    signal(child.pid, 'SIGTERM');
    await Promise.race([closed, delay(5000, undefined, { ref: false })]);
    // Pty hosts and watchers outlive a server that took its time.
    signal(child.pid, 'SIGKILL');
    await closed;
  };
  try {
    const port = await new Promise<string>((resolve, reject) => {
      let output = '';
      const read = (chunk: string): void => {
        options.onOutput?.(chunk);
        output = (output + chunk).slice(-10_000);
        const address = /agent listening on (\d+)/.exec(output)?.[1];
        if (address !== undefined) resolve(address);
      };
      child.stdout.setEncoding('utf8').on('data', read);
      child.stderr.setEncoding('utf8').on('data', read);
      child.once('error', reject);
      child.once('close', (code) => {
        reject(new Error(`The VS Code server ended with ${code ?? 'a signal'}:\n${output}`));
      });
    });
    return { host: `127.0.0.1:${port}`, pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Installs packaged extensions where a server started in the same `directory` finds them. */
export async function installExtensions(
  packages: readonly string[],
  directory: string,
): Promise<void> {
  await mkdir(serverDirectories(directory).extensions, { recursive: true });
  const child = spawn(
    projectNode,
    [
      main,
      ...commonFlags(directory),
      ...packages.flatMap((file) => ['--install-extension', file]),
      '--force',
    ],
    { env: environment({}), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const [code, out, err] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`VS Code refused ${packages.join(', ')}:\n${out}${err}`);
}

function commonFlags(directory: string): string[] {
  return [
    ...['--server-data-dir', path.join(directory, 's')],
    ...['--user-data-dir', path.join(directory, 'u')],
    ...['--extensions-dir', serverDirectories(directory).extensions],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
  ];
}

/**
 * A server started from a terminal of another VS Code must not talk to that one. The extension host gets this process's
 * variables, as with `code` in a terminal, not those of a login shell: `VSCODE_CLI` says that there is a terminal
 * (microsoft/vscode, src/vs/platform/shell/node/shellEnv.ts).
 */
function environment(added: ServerOptions['environment']): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('VSCODE_') && !name.startsWith('npm_'),
  );
  return { ...Object.fromEntries(inherited), VSCODE_CLI: '1', ...added };
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? group : -group, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
