import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { requireTool, skipOrFail } from './required-tool.ts';

/** A real file system of a few hundred KiB, of the test's own. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all space but so many bytes, in whole blocks of 4 KiB. */
  readonly fill: (leaving?: number) => void;
  /** Gives back what `fill` took. */
  readonly free: () => void;
  readonly setReadOnly: (isReadOnly: boolean) => void;
}

const block = Buffer.alloc(4096);

/**
 * Mounts a tmpfs at `place`, and unmounts it after `work` whatever happens. Where nobody may mount, the test is skipped
 * by name.
 */
export async function withSmallDisk(
  context: Mocha.Context,
  place: string,
  kibibytes: number,
  work: (disk: SmallDisk) => Promise<void>,
): Promise<void> {
  if (process.platform !== 'linux') return context.skip();
  const mount = await requireTool(context, 'mount');
  const umount = await requireTool(context, 'umount');
  mkdirSync(place);
  const mounted = spawnSync(mount, ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', place]);
  if (mounted.status !== 0) return skipOrFail(context, 'the right to mount a file system');
  const ballast = path.join(place, 'ballast');
  const free = (): void => {
    rmSync(ballast, { force: true });
  };
  try {
    await work({
      path: place,
      fill: (leaving = 0) => {
        free();
        fillUp(ballast);
        if (leaving > 0) execFileSync('truncate', ['-s', `-${leaving}`, ballast]);
      },
      free,
      setReadOnly: (isReadOnly) => {
        execFileSync(mount, ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, place]);
      },
    });
  } finally {
    // Lazily, since a process that a failed test left behind must not keep it mounted: its directory is deleted next.
    execFileSync(umount, ['--lazy', place]);
  }
}

function fillUp(file: string): void {
  for (;;) {
    try {
      writeFileSync(file, block, { flag: 'a' });
    } catch (fault) {
      if (fault instanceof Error && 'code' in fault && fault.code === 'ENOSPC') return;
      throw fault;
    }
  }
}
