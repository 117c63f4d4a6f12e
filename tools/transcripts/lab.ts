import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../project.ts';
import type { Recording } from './collision.ts';
import { Neutral } from './neutral.ts';

/** A program that is in another's way until it is released. */
export interface Holder {
  /** Ends its standard input, on which it waits, and waits for its end. */
  readonly release: () => Promise<void>;
}

export interface RecordOptions {
  /** Where it runs; the lab's directory by default. */
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** On a pseudo-terminal of 100 columns instead of a pipe. */
  readonly terminal?: true;
  /** Called once, when all of this was printed: to let go what it waits for. */
  readonly once?: { readonly printed: string; readonly then: () => void | Promise<void> };
}

/** How long a command may take until it counts as stuck; ms. */
const patience = 90_000;

/** A scratch directory in which tools collide. Whatever was started in it is ended with it. */
export class Lab {
  readonly directory = realpathSync(mkdtempSync(path.join(tmpdir(), 'collision-')));
  readonly #neutral = new Neutral();
  readonly #ends: (() => unknown)[] = [];
  /** In which language what is recorded is to speak, as the catalogues of GNU gettext name it. */
  language: string | null = null;

  constructor() {
    this.#neutral.replace(this.directory, '/home/dev/lab');
    // In a worktree what is installed may be elsewhere.
    for (const place of [root, path.dirname(realpathSync(path.join(root, 'node_modules')))]) {
      this.#neutral.replace(place, '/home/dev/lanekeeper');
    }
    this.#neutral.replace(process.env['HOME'] ?? '', '/home/dev');
    this.#neutral.replace(hostname(), 'machine');
  }

  file(...names: string[]): string {
    return path.join(this.directory, ...names);
  }

  write(name: string, text: string | Uint8Array, mode = 0o644): string {
    const file = this.file(name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
    return file;
  }

  /** What a command line prints, both streams, run to its end in the lab's directory. */
  run(line: string, environment: Readonly<Record<string, string>> = {}): string {
    const { stdout } = spawnSync('sh', ['-c', `exec 2>&1\n${line}`], {
      cwd: this.directory,
      env: { ...process.env, ...environment },
      encoding: 'utf8',
      timeout: patience,
    });
    return stdout;
  }

  /** Starts a program that stays in the way, once it has printed this. */
  async hold(
    line: string,
    { printed, ...options }: RecordOptions & { readonly printed: string },
  ): Promise<Holder> {
    const child = this.#start(line, options);
    let output = '';
    const holds = await new Promise<boolean>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes(printed)) resolve(true);
      });
      child.stdout.on('end', () => {
        resolve(false);
      });
    });
    if (!holds) throw new Error(`"${line}" does not hold: ${output}`);
    return {
      release: async () => {
        child.stdin.end();
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      },
    };
  }

  /** Runs a command line and keeps what it prints in the pieces in which it came. */
  async record(words: string, options: RecordOptions = {}): Promise<Recording> {
    const line =
      this.language === null ? words : `export LC_ALL=C.UTF-8 LANGUAGE=${this.language}; ${words}`;
    const child = this.#start(line, options);
    child.stdin.end();
    const chunks: string[] = [];
    let waited = options.once;
    const timer = setTimeout(() => void kill(child.pid), patience);
    for await (const chunk of child.stdout) {
      chunks.push(String(chunk));
      if (waited === undefined || !chunks.join('').includes(waited.printed)) continue;
      await waited.then();
      waited = undefined;
    }
    clearTimeout(timer);
    if (waited !== undefined) {
      throw new Error(`"${line}" never printed "${waited.printed}":\n${chunks.join('')}`);
    }
    return {
      command: this.#neutral.text(line.replace(/\s*\n\s*/g, '; ')),
      chunks: this.#neutral.chunks(chunks),
    };
  }

  /** Text that is kept, without the names of this machine. */
  neutral(text: string): string {
    return this.#neutral.text(text);
  }

  /** A port that nothing listens on; in what is kept it is another. */
  async freePort(shown: number): Promise<number> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const port = portOf(server.address());
    server.close();
    this.#neutral.replace(new RegExp(`(?<!\\d)${port}(?!\\d)`, 'g'), String(shown));
    return port;
  }

  /** A package registry that does not answer until it is told to. */
  async slowRegistry(): Promise<{ readonly url: string; readonly answer: () => void }> {
    const answers: (() => void)[] = [];
    let isSlow = true;
    const server = createServer((_, response) => {
      const answer = (): void => {
        response.writeHead(404).end();
      };
      if (isSlow) answers.push(answer);
      else answer();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    this.#ends.push(() => {
      server.closeAllConnections();
    });
    this.#ends.push(() => server.close());
    const port = portOf(server.address());
    this.#neutral.replace(new RegExp(`(?<!\\d)${port}(?!\\d)`, 'g'), '4873');
    return {
      url: `http://127.0.0.1:${port}`,
      answer: () => {
        isSlow = false;
        for (const answer of answers.splice(0)) answer();
      },
    };
  }

  /** A disk of so many KiB. Needs the right to mount. */
  smallDisk(name: string, kibibytes: number): string {
    const place = this.file(name);
    mkdirSync(place);
    const { status, stderr } = spawnSync(
      'mount',
      ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', place],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`No small disk: ${stderr}`);
    this.#ends.unshift(() => spawnSync('umount', ['--lazy', place]));
    return place;
  }

  async close(): Promise<void> {
    for (const end of this.#ends) await end();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  #start(line: string, { cwd, environment, terminal }: RecordOptions) {
    const command = terminal
      ? ['script', '-qefc', `stty cols 100; ${line}`, '/dev/null']
      : ['sh', '-c', `exec 2>&1\n${line}`];
    const [program = '', ...rest] = command;
    const child = spawn(program, rest, {
      cwd: cwd ?? this.directory,
      env: {
        ...process.env,
        ...(terminal && { TERM: 'xterm-256color' }),
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'Dev',
        GIT_AUTHOR_EMAIL: 'dev@example.org',
        GIT_COMMITTER_NAME: 'Dev',
        GIT_COMMITTER_EMAIL: 'dev@example.org',
        NO_UPDATE_NOTIFIER: '1',
        BASH_ENV: '',
        ...environment,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    });
    child.stdin.on('error', () => undefined);
    this.#ends.unshift(async () => {
      if (!kill(child.pid)) return;
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    });
    return child;
  }
}

/** Ends a group of processes that this program has made; false if it has ended. */
function kill(group: number | undefined): boolean {
  try {
    return group !== undefined && process.kill(-group, 'SIGKILL');
  } catch {
    return false;
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('No port to listen on.');
  return address.port;
}
