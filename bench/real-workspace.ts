import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { commitAll } from './commit-all.ts';

const run = promisify(execFile);

/** A program that people use, of some sixty crates from crates.io: pinned, so that two runs measure the same. */
const source = {
  name: 'hyperfine-1.19.0',
  url: 'https://static.crates.io/crates/hyperfine/hyperfine-1.19.0.crate',
  sha256: '1b9ed60550a9126c3f4ab05528d8b89bd130c4fa2735f0b902c5271a4e44f51e',
};

/**
 * Puts it below `directory` as a git repository with one commit, its crates fetched, so that no way of building waits
 * for the network.
 *
 * @returns its folder, absolute
 */
export async function realWorkspace(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const response = await fetch(source.url);
  if (!response.ok) throw new Error(`${source.url}: ${response.status} ${response.statusText}`);
  const archive = Buffer.from(await response.arrayBuffer());
  const sha256 = createHash('sha256').update(archive).digest('hex');
  if (sha256 !== source.sha256) throw new Error(`${source.url} has SHA-256 ${sha256}`);
  const file = path.join(directory, 'source.crate');
  await writeFile(file, archive);
  await run('tar', ['-xzf', file, '-C', directory]);
  const workspace = path.join(directory, source.name);
  await commitAll(workspace);
  await run('cargo', ['fetch', '--quiet', '--locked'], { cwd: workspace });
  return workspace;
}
