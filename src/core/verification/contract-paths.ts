import { statSync } from 'node:fs';
import path from 'node:path';
import type { Agent } from '../agent/agent.ts';
import { AgentProcesses } from '../process/agent-processes.ts';
import { isZombie } from '../process/process-entry.ts';
import { readProcFile } from '../process/proc-file.ts';
import { readProcessTable } from '../process/process-table.ts';

/** A variable by which a tool of an agent learns where to write. */
export interface WritePath {
  readonly variable: string;
  /** Absolute. */
  readonly path: string;
  /** The process that runs with it, null where the contract says so. */
  readonly pid: number | null;
}

/** Names a directory of which only known parts are written, each looked at by itself. */
const notWritten: ReadonlySet<string> = new Set(['LANEKEEPER_HOME']);

/** What the contract of an agent gives its tools to write to. Programs and the checkout itself are not among it. */
export function contractPaths({ environment, path: checkout }: Agent): WritePath[] {
  return Object.entries(environment).flatMap(([variable, value]) =>
    isWritePath(variable, value) && value !== checkout
      ? [{ variable, path: value, pid: null }]
      : [],
  );
}

function isWritePath(variable: string, value: string): boolean {
  if (!path.isAbsolute(value) || notWritten.has(variable)) return false;
  // A list of paths, such as PATH, names where to read.
  return !value.includes(path.delimiter) && !isProgram(value);
}

function isProgram(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true && (stats.mode & 0o111) !== 0;
}

/**
 * What the processes of agents really run with, by uid: the variables of the contract with the values that their
 * environment had when they were started. Linux only; each agent has an entry.
 */
export function processPaths(agents: readonly Agent[]): Map<string, WritePath[]> {
  const table = process.platform === 'linux' ? readProcessTable() : [];
  const found = new AgentProcesses().find(agents, table);
  return new Map(
    agents.map((agent) => {
      const names = new Set(contractPaths(agent).map(({ variable }) => variable));
      const entries = (found.get(agent.uid) ?? []).filter((entry) => !isZombie(entry));
      const paths = entries
        // The supervisor is Lanekeeper's own and passes on what it was given.
        .filter(({ pid }) => pid !== agent.process?.pid || agent.interactive)
        .flatMap(({ pid }) =>
          environmentOf(pid).flatMap(([variable, value]) =>
            names.has(variable) && isWritePath(variable, value)
              ? [{ variable, path: value, pid }]
              : [],
          ),
        );
      return [agent.uid, paths];
    }),
  );
}

function environmentOf(pid: number): [string, string][] {
  const content = readProcFile(`/proc/${pid}/environ`)?.toString('utf8') ?? '';
  return content.split('\0').flatMap((entry): [string, string][] => {
    const at = entry.indexOf('=');
    return at <= 0 ? [] : [[entry.slice(0, at), entry.slice(at + 1)]];
  });
}
