import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectNode, root } from './project.ts';

/** Bundles the extension, the command line and the dashboard into `dist` as they are published. */
export async function buildForRelease(): Promise<void> {
  await promisify(execFile)(projectNode, ['esbuild.mjs', '--production'], { cwd: root });
}
