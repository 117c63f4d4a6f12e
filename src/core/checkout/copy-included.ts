import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readlink, symlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { LanekeeperError } from '../error.ts';
import { errorCode } from '../process/error-code.ts';
import { formatBytes } from '../quantities.ts';
import { includeFileName, type IncludePatterns, listIncludedFiles } from './included-files.ts';
import { isolatedPart, namedDirectories } from './isolated-directories.ts';
import { RepositoryBoundary } from './repository-boundary.ts';

export interface IncludeRequest {
  readonly patterns: IncludePatterns;
  /** The top of the checkout to copy from, absolute and real. */
  readonly from: string;
  /** The top of the worktree to copy to, absolute and real. */
  readonly to: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly limits: IncludeLimits;
  readonly signal?: AbortSignal | undefined;
}

/** More than this is not copied at all. */
export interface IncludeLimits {
  readonly files: number;
  readonly bytes: number;
}

export interface IncludeReport {
  readonly source: string;
  readonly files: number;
  readonly bytes: number;
  /** What matched and was left out: relative paths, each with the reason in words. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

interface Entry {
  readonly file: string;
  readonly bytes: number;
  readonly isLink: boolean;
  readonly times: { readonly accessed: Date; readonly modified: Date };
}

/** How many files are copied at once. */
const width = 8;

/**
 * Copies the files that git ignores and the patterns name from one checkout to another, by reference where the file
 * system can (ioctl_ficlone(2)). Nothing that is there already is overwritten; nothing is read or written through a
 * link or in another repository. The order of the files and so the report are the same each time.
 *
 * @throws LanekeeperError input-too-large before anything is copied, checkout-failed, interrupted, disk-full
 */
export async function copyIncluded(request: IncludeRequest): Promise<IncludeReport> {
  const { patterns, from, to, environment, signal } = request;
  const files = await listIncludedFiles(patterns, { cwd: from, environment, signal });
  const leftOut = new Map<string, string>();
  const entries = await choose(files, request, leftOut);
  requireWithin(entries, request);
  const target = new RepositoryBoundary(to);
  let copied = 0;
  let bytes = 0;
  for (let start = 0; start < entries.length; start += width) {
    throwIfAborted(signal);
    const outcomes = entries.slice(start, start + width).map(async (entry) => {
      const refusal = (await target.objection(entry.file)) ?? (await copyEntry(entry, request));
      if (refusal !== null) leftOut.set(entry.file, refusal);
      else {
        copied += 1;
        bytes += entry.bytes;
      }
    });
    await Promise.all(outcomes);
  }
  return {
    source: patterns.source,
    files: copied,
    bytes,
    leftOut: [...leftOut].map(([file, reason]) => ({ path: file, reason })),
  };
}

async function choose(
  files: readonly string[],
  { patterns, from, signal }: IncludeRequest,
  leftOut: Map<string, string>,
): Promise<Entry[]> {
  const named = namedDirectories(patterns.lines);
  const boundary = new RepositoryBoundary(from);
  const entries: Entry[] = [];
  for (const file of files) {
    throwIfAborted(signal);
    const isolated = isolatedPart(file, named);
    if (isolated) {
      leftOut.set(isolated.directory, isolated.reason);
      continue;
    }
    const stats = await lstat(path.join(from, file));
    const objection = stats.isSymbolicLink()
      ? await boundary.linkObjection(file)
      : stats.isFile()
        ? await boundary.objection(file)
        : 'it is neither a file nor a link';
    if (objection !== null) leftOut.set(file, objection);
    else {
      entries.push({
        file,
        bytes: stats.isFile() ? stats.size : 0,
        isLink: stats.isSymbolicLink(),
        times: { accessed: stats.atime, modified: stats.mtime },
      });
    }
  }
  return entries;
}

function requireWithin(entries: readonly Entry[], { patterns, limits }: IncludeRequest): void {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (entries.length <= limits.files && bytes <= limits.bytes) return;
  const largest = largestDirectory(entries);
  throw new LanekeeperError(
    'input-too-large',
    `${patterns.source} names ${String(entries.length)} files with ${String(Math.ceil(bytes / 1_000_000))} MB; most are in "${largest}". At most ${String(limits.files)} files with ${String(Math.floor(limits.bytes / 1_000_000))} MB are copied.`,
    `Name less in ${patterns.source}, or raise the setting worktreeInclude.`,
  );
}

function largestDirectory(entries: readonly Entry[]): string {
  const counts = new Map<string, number>();
  for (const { file } of entries) {
    const [first = file] = file.split('/');
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const [largest] = [...counts].sort(([, a], [, b]) => b - a);
  return largest?.[0] ?? includeFileName;
}

/** Copies one file or link. Why it was left out, as words, or null. */
async function copyEntry(entry: Entry, { from, to }: IncludeRequest): Promise<string | null> {
  const source = path.join(from, entry.file);
  const target = path.join(to, entry.file);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    if (entry.isLink) {
      await symlink(await readlink(source), target);
      return null;
    }
    await copyFile(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    // Tools that compare times find the copy as fresh as the original.
    await utimes(target, entry.times.accessed, entry.times.modified);
    return null;
  } catch (fault) {
    switch (errorCode(fault)) {
      case 'EEXIST':
        return 'the worktree has one already';
      case 'ENOENT':
        return 'it is gone';
      case 'EACCES':
        return 'it may not be read';
      default:
        throw fault;
    }
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new LanekeeperError('interrupted', 'Copying ignored files was interrupted.', 'Try again.');
}

/** One sentence for logs: "Copied 3 files, 12 kB, that .worktreeinclude names." */
export function describeIncludeReport({ source, files, bytes, leftOut }: IncludeReport): string {
  const count = files === 1 ? '1 file' : `${String(files)} files`;
  const said = `Copied ${count}, ${formatBytes(bytes)}, that ${source} names.`;
  if (leftOut.length === 0) return said;
  const [first] = leftOut;
  const others = leftOut.length > 1 ? `, and ${String(leftOut.length - 1)} more` : '';
  return `${said} Left out ${first?.path ?? ''}: ${first?.reason ?? ''}${others}.`;
}
