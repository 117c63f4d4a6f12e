import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Runs git as nobody in particular, whatever the settings of the machine, and gives what it printed. */
export function runGit(directory: string, ...parameters: string[]): string {
  return execFileSync('git', ['-C', directory, '-c', 'protocol.file.allow=always', ...parameters], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    },
  });
}

/** Writes files by their paths relative to a directory, making the folders they lie in. */
export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** A repository with one commit that holds the files. */
export function makeRepository(directory: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(directory, { recursive: true });
  runGit(directory, 'init', '--quiet', '--initial-branch=main');
  writeFiles(directory, files);
  runGit(directory, 'add', '--all');
  runGit(directory, 'commit', '--quiet', '--message=Start', '--allow-empty');
}
