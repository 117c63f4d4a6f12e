import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, rm, rmdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Distribution } from '../../environment/python/distributions.ts';
import { errorCode } from '../../process/error-code.ts';
import { copiesAtOnce, type FileCopier, fileTime } from '../copy-file.ts';
import { inParallel } from '../in-parallel.ts';
import { formatRecord, parseRecord, type RecordedFile } from './record.ts';

/** A virtual environment and the place of packages in it, absolute. */
export interface Venv {
  readonly root: string;
  readonly sitePackages: string;
}

export interface Move {
  readonly from: Venv;
  readonly to: Venv;
  /** Whether both agents work in one folder, so that what is installed from it may go along. */
  readonly isSameCheckout: boolean;
  readonly copier: FileCopier;
  readonly signal?: AbortSignal | undefined;
}

export interface CopiedDistribution {
  readonly files: number;
  readonly bytes: number;
}

/** PEP 610: where a distribution came from that is of no index. */
const originSchema = z.object({ dir_info: z.unknown().optional() });

/**
 * Copies one installed distribution into another virtual environment: the files that its RECORD names, with their
 * times, so that bytecode made of them stays good. Programs name the Python of their environment in their first lines,
 * and get that of the other one.
 *
 * Null, and nothing is left of it, when it is not just what its installer put there, or is bound to its place: a file
 * that is missing, of another size, or changed after RECORD was written; what lies outside of the environment; what was
 * installed from another checkout; and what names the other agent's directories anywhere but in a program. The clock of
 * changes cannot be set back, so that an agent that edits a package is the only one that has the edited one.
 */
export async function copyDistribution(
  distribution: Distribution,
  move: Move,
): Promise<CopiedDistribution | null> {
  const { from, to } = move;
  const metadata = path.join(from.sitePackages, distribution.name);
  const made = new Made();
  try {
    const record = parseRecord(await readFile(path.join(metadata, 'RECORD'), 'utf8'));
    const isLocal = await isFromFolder(metadata);
    if (isLocal && !move.isSameCheckout) return null;
    const own = `${distribution.name}/RECORD`;
    const files = record.filter(({ path: name }) => name !== own && !name.endsWith('.pyc'));
    if (!files.every((file) => isWithin(from, file))) return null;
    await made.folders(files, to);
    const kept = new Map<string, RecordedFile>();
    await inParallel(files, copiesAtOnce, async (file) => {
      move.signal?.throwIfAborted();
      kept.set(file.path, await copyFile(file, move, { isLocal, distribution, made }));
    });
    const list = files.map((file) => kept.get(file.path) ?? file);
    list.push({ path: own, hash: '', size: '' });
    // Last, as its installer does: younger than all that it names.
    const target = path.join(to.sitePackages, distribution.name, 'RECORD');
    await writeFile(target, formatRecord(list), { flag: 'wx' });
    return { files: list.length, bytes: files.reduce((sum, { size }) => sum + Number(size), 0) };
  } catch (fault) {
    await made.takeBack();
    // A file that is gone, and one that another distribution has as well.
    if (fault instanceof NotIntact || ['ENOENT', 'EEXIST'].includes(errorCode(fault))) return null;
    throw fault;
  }
}

/** What has been made of a distribution, to be taken back when it cannot be whole. */
class Made {
  readonly files: string[] = [];
  readonly #folders: string[] = [];

  async folders(files: readonly RecordedFile[], { sitePackages }: Venv): Promise<void> {
    const wanted = new Set(
      files.map((file) => path.dirname(path.resolve(sitePackages, file.path))),
    );
    for (const folder of [...wanted].sort()) {
      const first = await mkdir(folder, { recursive: true });
      for (let at = folder; first !== undefined; at = path.dirname(at)) {
        this.#folders.push(at);
        if (at === first) break;
      }
    }
  }

  async takeBack(): Promise<void> {
    for (const file of this.files) await rm(file, { force: true });
    const deepestFirst = this.#folders.toSorted((a, b) => b.length - a.length);
    // An empty folder would be imported as a namespace package; one that another distribution uses stays.
    for (const folder of deepestFirst) await rmdir(folder).catch(() => undefined);
  }
}

/** A file that is not as it was installed, or cannot be elsewhere. */
class NotIntact extends Error {}

async function copyFile(
  file: RecordedFile,
  { from, to, copier }: Move,
  {
    isLocal,
    distribution,
    made,
  }: { readonly isLocal: boolean; readonly distribution: Distribution; readonly made: Made },
): Promise<RecordedFile> {
  const source = path.resolve(from.sitePackages, file.path);
  const target = path.resolve(to.sitePackages, file.path);
  const isPackaged = source.startsWith(from.sitePackages + path.sep);
  let result = file;
  if (!isPackaged || isLocal || namesPlaces.test(file.path)) {
    const content = await readFile(source);
    const moved = isPackaged ? content : withPlaceOf(to, from, content);
    if (moved.includes(path.dirname(from.root))) throw new NotIntact(file.path);
    await writeFile(target, moved, { flag: 'wx' });
    made.files.push(target);
    if (moved !== content) result = { path: file.path, ...digest(moved) };
  } else {
    await copier.copy(source, target);
    made.files.push(target);
  }
  // After it was read: until now nothing has been written to it since it was installed.
  const stats = await lstat(source, { bigint: true });
  const isIntact =
    stats.isFile() &&
    stats.ctimeNs <= distribution.recordedAt &&
    (file.size === '' || String(stats.size) === file.size);
  if (!isIntact) throw new NotIntact(file.path);
  const time = fileTime(stats.mtimeNs);
  if (result === file) await utimes(target, time, time);
  if (!isPackaged) await chmod(target, Number(stats.mode & 0o777n));
  return result;
}

/** Files of packages that may hold absolute paths. */
const namesPlaces = /\.pth$|\.egg-link$|\/direct_url\.json$/;

/** A program (PEP 427 and uv's longer form) with the Python of its new environment; all else as it is. */
function withPlaceOf(to: Venv, from: Venv, content: Buffer): Buffer {
  if (content.subarray(0, 2).toString('latin1') !== '#!') return content;
  if (!content.includes(from.root)) return content;
  const text = content.toString('utf8').replaceAll(from.root, to.root);
  // Kernels cut off what is longer, and installers write another form then: pip's vendored distlib/scripts.py.
  if (text.indexOf('\n') > longestFirstLine) throw new NotIntact(text.slice(0, longestFirstLine));
  return Buffer.from(text);
}

const longestFirstLine = 127;

function digest(content: Buffer): Pick<RecordedFile, 'hash' | 'size'> {
  const sum = createHash('sha256').update(content).digest('base64url');
  return { hash: `sha256=${sum}`, size: String(content.length) };
}

function isWithin({ root, sitePackages }: Venv, file: RecordedFile): boolean {
  return path.resolve(sitePackages, file.path).startsWith(root + path.sep);
}

async function isFromFolder(metadata: string): Promise<boolean> {
  const text = await readFile(path.join(metadata, 'direct_url.json'), 'utf8').catch(() => null);
  if (text === null) return false;
  try {
    return originSchema.parse(JSON.parse(text)).dir_info !== undefined;
  } catch {
    // Not to be read: as if it were, which keeps it in its checkout.
    return true;
  }
}
