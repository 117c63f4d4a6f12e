import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { type ParseError, parse } from 'jsonc-parser';
import { z } from 'zod';
import { programName } from '../../../process/program-name.ts';
import { verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

const settings = z.object({
  'rust-analyzer.cargo.targetDir': z.union([z.boolean(), z.string(), z.null()]).optional(),
});

/** rust-analyzer checks in a directory of its own, so that it and cargo do not wait for each other in the editor's checkout. */
export const rustAnalyzer: DoctorCheck = {
  id: 'locks.rust-analyzer',
  stage: 'locks',
  async run({ processes, workspace }) {
    const running = processes.filter(({ pid, name }) =>
      programName(pid, name).startsWith('rust-analyzer'),
    );
    if (processes.length === 0) return verdictOf([], 'Processes are not listed on this system.');
    if (running.length === 0) {
      const evidence = `None of ${String(processes.length)} processes is rust-analyzer.`;
      return verdictOf([{ result: 'pass', evidence }], '');
    }
    const files = [path.join(workspace, '.vscode', 'settings.json'), ...(await userSettings())];
    const named = await Promise.all(files.map(targetDirectory));
    const chosen = named.findIndex((value) => value !== null && value !== false);
    const pids = running.map(({ pid }) => String(pid)).join(', ');
    return verdictOf(
      [
        chosen >= 0
          ? {
              result: 'pass',
              evidence: `rust-analyzer runs (${pids}), and ${files[chosen] ?? ''} gives it a target directory of its own.`,
            }
          : {
              result: 'fail',
              evidence: `rust-analyzer runs (${pids}) and checks into the target directory of the checkout, whose lock cargo takes, too.`,
              cure: 'Set "rust-analyzer.cargo.targetDir" to true in VS Code.',
            },
      ],
      '',
    );
  },
};

/** Where VS Code keeps the user's settings (https://code.visualstudio.com/docs/configure/settings). */
function userSettings(): Promise<string[]> {
  const folders = {
    darwin: path.join(homedir(), 'Library', 'Application Support'),
    win32: process.env['APPDATA'] ?? homedir(),
  };
  const base =
    process.platform === 'darwin' || process.platform === 'win32'
      ? folders[process.platform]
      : path.join(homedir(), '.config');
  return Promise.resolve(
    ['Code', 'Code - Insiders', 'VSCodium'].map((name) =>
      path.join(base, name, 'User', 'settings.json'),
    ),
  );
}

async function targetDirectory(file: string): Promise<string | boolean | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const faults: ParseError[] = [];
  const value: unknown = parse(text, faults, { allowTrailingComma: true });
  return settings.safeParse(value).data?.['rust-analyzer.cargo.targetDir'] ?? null;
}
