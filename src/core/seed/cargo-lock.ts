import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../process/error-code.ts';
import { profileDirectories } from './cargo-layout.ts';

/** What cargo holds while it builds (src/cargo/core/compiler/layout.rs; the second since 1.96). */
const lockNames = ['.cargo-lock', '.cargo-build-lock'] as const;

/**
 * Whether some cargo builds in a build directory, from the kernel's table of file locks; null where there is nothing to
 * tell from: on other systems than Linux, and before the first build has begun. Cargo lets its lock go before it runs
 * what it built.
 */
export async function isCargoBuilding(buildDirectory: string): Promise<boolean | null> {
  const inodes: bigint[] = [];
  for (const profile of await profileDirectories(buildDirectory)) {
    for (const name of lockNames) {
      const inode = await inodeOf(path.join(buildDirectory, profile, name));
      if (inode !== null) inodes.push(inode);
    }
  }
  if (inodes.length === 0) return null;
  const held = await heldInodes();
  return held && inodes.some((inode) => held.has(inode));
}

async function inodeOf(file: string): Promise<bigint | null> {
  try {
    return (await stat(file, { bigint: true })).ino;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    throw cause;
  }
}

/**
 * proc_locks(5): `1: FLOCK  ADVISORY  WRITE 1234 fd:01:5678 0 EOF`. The device is left out: btrfs and overlayfs show
 * another one there than stat(2) does.
 */
async function heldInodes(): Promise<ReadonlySet<bigint> | null> {
  try {
    const table = await readFile('/proc/locks', 'latin1');
    return new Set(
      [...table.matchAll(/^\d+: (?:FLOCK|OFDLCK|POSIX) .* [0-9a-f]+:[0-9a-f]+:(\d+) /gm)].map(
        ([, inode = '0']) => BigInt(inode),
      ),
    );
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    throw cause;
  }
}
