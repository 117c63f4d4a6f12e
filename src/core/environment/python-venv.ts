import path from 'node:path';
import type { ContractContext } from './ecosystem.ts';

/** The agent's virtual environment, absolute; made by its first step. */
export function venvPath(context: Pick<ContractContext, 'namespaceRoot'>): string {
  return path.join(context.namespaceRoot, 'venv');
}

/** Where a virtual environment keeps its programs: https://docs.python.org/3/library/venv.html. */
export function venvPrograms(venv: string, platform: NodeJS.Platform): string {
  return path.join(venv, platform === 'win32' ? 'Scripts' : 'bin');
}
