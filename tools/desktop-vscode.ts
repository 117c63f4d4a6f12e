import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { execa } from 'execa';
import { z } from 'zod';
import packageJson from '../package.json' with { type: 'json' };
import { findExecutable } from '../src/core/process/find-executable.ts';
import { cacheDirectory } from './project.ts';

export type Desktop =
  | { readonly kind: 'found'; readonly executable: string }
  /** Why there is none, as a sentence. */
  | { readonly kind: 'none'; readonly reason: string };

export interface DesktopOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Resolves to the executable of a VS Code that it fetched. */
  readonly download: () => Promise<string>;
}

/**
 * The desktop VS Code to open: the one that VSCODE_PATH names (`download` asks for a downloaded one), else `code` on the
 * PATH when it is recent enough, else a downloaded one. None where no window could be opened.
 */
export async function findDesktop(options: DesktopOptions): Promise<Desktop> {
  const { environment, platform } = options;
  const named = environment['VSCODE_PATH'];
  if (named && named !== 'download') return { kind: 'found', executable: named };
  if (platform === 'linux' && !environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) {
    return { kind: 'none', reason: 'This machine has no display.' };
  }
  // In a remote window `code` only passes a request on to the machine in front of the user.
  if (environment['VSCODE_IPC_HOOK_CLI']) {
    return { kind: 'none', reason: 'This terminal belongs to a remote window.' };
  }
  const installed = named ? null : await findExecutable('code', environment);
  if (installed !== null && (await isRecent(installed, environment))) {
    return { kind: 'found', executable: installed };
  }
  try {
    return { kind: 'found', executable: await options.download() };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { kind: 'none', reason: `VS Code could not be downloaded: ${problem}` };
  }
}

/** Fetches the stable VS Code once and keeps it. */
export function downloadDesktop(): Promise<string> {
  return downloadAndUnzipVSCode({ cachePath: path.join(cacheDirectory, 'vscode-test') });
}

const versionNumber = z.string().regex(/^\d+\.\d+\.\d+/);

/** Whether `code --version` says the floor of package.json, or more. One that cannot tell would open no window either. */
async function isRecent(executable: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const answer = await execa(executable, ['--version'], {
    env: environment,
    extendEnv: false,
    reject: false,
    timeout: 30_000,
  });
  const version = versionNumber.safeParse(answer.stdout.split('\n')[0]);
  if (answer.failed || !version.success) return false;
  const floor = packageJson.engines.vscode.replace('^', '');
  return version.data.localeCompare(floor, 'en', { numeric: true }) >= 0;
}
