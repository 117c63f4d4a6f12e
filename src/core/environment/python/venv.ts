import path from 'node:path';
import type { ContractContext } from '../ecosystem.ts';
import type { Stamp } from '../step-stamp.ts';

/** The agent's virtual environment, absolute; made by its first step. */
export function venvPath(context: Pick<ContractContext, 'namespaceRoot'>): string {
  return path.join(context.namespaceRoot, 'venv');
}

/** Where a virtual environment keeps its programs: https://docs.python.org/3/library/venv.html. */
export function venvPrograms(venv: string, platform: NodeJS.Platform): string {
  return path.join(venv, platform === 'win32' ? 'Scripts' : 'bin');
}

/** With pip in it: an agent that calls pip must not meet the one of the system behind it on PATH. */
export function createVenv(venv: string, tool: 'uv' | { readonly python: string }): string[] {
  return tool === 'uv'
    ? ['uv', 'venv', '--seed', '--no-project', '--clear', venv]
    : [tool.python, '-m', 'venv', '--clear', venv];
}

/** The same command for an environment that pip is copied into. */
export function withoutPip(command: readonly string[]): string[] {
  return command[0] === 'uv'
    ? command.filter((word) => word !== '--seed')
    : [...command.slice(0, -1), '--without-pip', ...command.slice(-1)];
}

/** Noted at the end, unlike pyvenv.cfg: an environment that was cut short is made anew. */
export function venvStamp(venv: string): Stamp {
  return { file: path.join(venv, made), inputs: [] };
}

export function isVenvStamp({ file }: Stamp): boolean {
  return file.endsWith(path.sep + made);
}

const made = path.join('lanekeeper', 'made');
