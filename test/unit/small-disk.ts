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

/** Mounts a tmpfs of so many KiB at a path that is free. Where nobody may mount, the test is skipped by name. */
export type MountSmallDisk = (
  context: Mocha.Context,
  place: string,
  kibibytes: number,
) => Promise<SmallDisk>;

const block = Buffer.alloc(4096);

/**
 * Called in the body of a `describe`, before `temporaryDirectory`, whose directories it mounts in: after each test,
 * also one that ran out of time, what was mounted is freed and unmounted.
 */
export function smallDisks(): MountSmallDisk {
  const mounted: (() => void)[] = [];
  afterEach(() => {
    for (const release of mounted.splice(0)) release();
  });
  return async (context, place, kibibytes) => {
    if (process.platform !== 'linux') return context.skip();
    const mount = await requireTool(context, 'mount');
    const umount = await requireTool(context, 'umount');
    mkdirSync(place);
    const { status } = spawnSync(mount, [
      '-t',
      'tmpfs',
      '-o',
      `size=${kibibytes}k`,
      'tmpfs',
      place,
    ]);
    if (status !== 0) return skipOrFail(context, 'the right to mount a file system');
    const ballast = path.join(place, 'ballast');
    const free = (): void => {
      rmSync(ballast, { force: true });
    };
    const setReadOnly = (isReadOnly: boolean): void => {
      execFileSync(mount, ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, place]);
    };
    mounted.push(() => {
      // What waits for space can then end by itself; lazily, since it may take a moment.
      setReadOnly(false);
      free();
      execFileSync(umount, ['--lazy', place]);
    });
    const fill = (leaving = 0): void => {
      free();
      fillUp(ballast);
      if (leaving > 0) execFileSync('truncate', ['-s', `-${leaving}`, ballast]);
    };
    return { path: place, fill, free, setReadOnly };
  };
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
