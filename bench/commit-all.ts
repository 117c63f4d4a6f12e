import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Makes the folder a git repository with one commit of all that lies in it. */
export async function commitAll(directory: string): Promise<void> {
  const git = (...parameters: string[]): Promise<unknown> =>
    promisify(execFile)('git', ['-C', directory, ...parameters]);
  await git('init', '--quiet');
  await git('add', '--all');
  const person = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
  await git(...person, 'commit', '--quiet', '--no-gpg-sign', '--message=Begin');
}
