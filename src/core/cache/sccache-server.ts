import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { runTool } from '../environment/tool-output.ts';
import { LanekeeperError } from '../error.ts';
import { locate } from '../location.ts';
import { findExecutable } from '../process/find-executable.ts';
import { holdLock } from '../resource/machine-lock.ts';
import {
  describeAddress,
  isListening,
  type SccacheAddress,
  sccacheAddress,
} from './sccache-address.ts';
import type { Explanation } from './probe.ts';
import { sccacheLogFilter, sccacheLogPath } from './sccache-log.ts';
import { parseSccacheStats } from './sccache-stats.ts';
import { explainOtherVersion, parseSccacheVersion } from './sccache-version.ts';
import { homeDirectory } from './user-directory.ts';

export interface SccacheServer {
  /** Fit to show: `127.0.0.1:4226` or a socket path. */
  readonly address: string;
  /** Whether this call started it; false if one answered already. */
  readonly started: boolean;
  /** What the user should know of a server that is not of the version installed here; null when there is nothing. */
  readonly otherVersion: Explanation | null;
}

const deadlineMs = 20_000;

/**
 * How long the shared server lives without work, in seconds: a working day. With sccache's own 10 minutes it would end
 * between two builds, and the client would start the next one inside whichever agent happens to compile first.
 */
const idleTimeout = '28800';

/**
 * What must not reach a server that all agents share: the mark of one agent, its job tokens, its paths. TMPDIR is where
 * the server compiles; an agent's own goes away with the agent.
 */
const agentsOwn = /^(?:LANEKEEPER_.*|MAKEFLAGS|MFLAGS|TMPDIR|CARGO_.*|RUSTC_.*)$/;

/**
 * Makes sure that the sccache server of this environment runs, outside any agent, so that no agent's end takes it down.
 * Safe to call from several processes at once. Throws `toolchain-missing` without sccache and `command-failed` when the
 * server does not start or something else holds its address.
 */
export async function ensureSccacheServer(environment: NodeJS.ProcessEnv): Promise<SccacheServer> {
  const executable = await findExecutable('sccache', environment);
  if (executable === null) {
    throw new LanekeeperError(
      'toolchain-missing',
      'sccache was not found on PATH.',
      'Install it, for example with: cargo install sccache --locked.',
    );
  }
  const home = homeDirectory(environment);
  const address = sccacheAddress(environment, home);
  const named = describeAddress(address);
  const run = (parameters: string[], own: NodeJS.ProcessEnv = {}) =>
    runTool(executable, parameters, {
      cwd: home,
      environment: serverEnvironment({ ...environment, ...own }),
      timeoutMs: deadlineMs,
    });

  if (!(await isListening(address))) {
    // On a unix socket a second server takes the address from the first, which lives on unreachable: one at a time.
    const lock = await holdLock(lockFile(environment, named), { purpose: 'start sccache' });
    try {
      if (!(await isListening(address))) {
        const start = await run(['--start-server'], await ownLog(environment));
        if (start.exitCode === 0) {
          return { address: named, started: true, otherVersion: null };
        }
        // A client of the user's own may have been faster.
        if (!(await isListening(address))) throw notStarted(named, start.stderr, start.timedOut);
      }
    } finally {
      lock.dispose();
    }
  }
  const [stats, version] = await Promise.all([
    run(['--show-stats', '--stats-format=json']),
    run(['--version']),
  ]);
  const client = parseSccacheVersion(version.stdout.toString('utf8'));
  const answer = stats.exitCode === 0 ? parseSccacheStats(stats.stdout.toString('utf8')) : null;
  if (answer === null) throw addressTaken(address, client);
  const versions = { server: answer.version, client };
  return { address: named, started: false, otherVersion: explainOtherVersion(named, versions) };
}

function lockFile(environment: NodeJS.ProcessEnv, address: string): string {
  const name = createHash('sha256').update(address).digest('hex').slice(0, 16);
  return path.join(locate(environment).home, 'locks', `sccache-${name}.lock`);
}

function serverEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = { SCCACHE_IDLE_TIMEOUT: idleTimeout, ...environment };
  return Object.fromEntries(Object.entries(kept).filter(([name]) => !agentsOwn.test(name)));
}

/**
 * The log that tells of each compilation, unless the user has it log for themselves: which agent found what, and why not,
 * is in no counter. None where it cannot be written, since sccache would not start.
 */
async function ownLog(environment: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  if (environment['SCCACHE_LOG'] || environment['SCCACHE_ERROR_LOG']) return {};
  const file = sccacheLogPath(locate(environment).home);
  try {
    // Made beforehand so that only this user can read it.
    await (await open(file, 'a', 0o600)).close();
  } catch {
    return {};
  }
  return { SCCACHE_LOG: sccacheLogFilter, SCCACHE_ERROR_LOG: file };
}

function notStarted(address: string, stderr: string, timedOut: boolean): LanekeeperError {
  const words = timedOut ? `no answer within ${deadlineMs / 1000} s` : stderr.trim();
  return new LanekeeperError(
    'command-failed',
    `The sccache server at ${address} did not start: ${words || 'no message'}.`,
    'Run "sccache --start-server" with SCCACHE_LOG=debug to see why.',
  );
}

/** sccache says the same of another program's answer as of that of a server whose protocol is another (0.10 for 0.16). */
function addressTaken(address: SccacheAddress, client: string | null): LanekeeperError {
  return new LanekeeperError(
    'command-failed',
    `Something listens on ${describeAddress(address)} but does not answer as a server of sccache ${client ?? 'here'} does: another program, or a server of another version.`,
    addressTakenCure(address),
  );
}

/** What to do when another program, or a server of another version, holds sccache's address. It is not ours to end. */
export function addressTakenCure(address: SccacheAddress): string {
  const other =
    'port' in address
      ? 'set SCCACHE_SERVER_PORT to a free port'
      : 'set SCCACHE_SERVER_UDS to another path';
  return `End that program (a server of sccache by "--stop-server" of the sccache that started it), or ${other}.`;
}
