import { statSync } from 'node:fs';
import path from 'node:path';
import type { Agent } from '../agent/agent.ts';
import { processEnvironments } from './process-environments.ts';

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

/** What the processes of agents really run with, by uid: the variables of the contract with the values that they have. */
export function processPaths(agents: readonly Agent[]): Map<string, WritePath[]> {
  const running = processEnvironments(agents);
  return new Map(
    agents.map((agent) => {
      const names = new Set(contractPaths(agent).map(({ variable }) => variable));
      const paths = (running.get(agent.uid) ?? []).flatMap(({ pid, variables }) =>
        [...variables].flatMap(([variable, value]) =>
          names.has(variable) && isWritePath(variable, value)
            ? [{ variable, path: value, pid }]
            : [],
        ),
      );
      return [agent.uid, paths];
    }),
  );
}
