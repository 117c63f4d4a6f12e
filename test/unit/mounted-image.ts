import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { requireTool, skipOrFail } from './required-tool.ts';

interface FileSystem {
  readonly megabytes: number;
  readonly make: readonly [program: string, ...parameters: string[]];
  readonly mount: readonly [program: string, ...parameters: string[]];
}

const fileSystems = {
  /** Clones files. */
  btrfs: { megabytes: 128, make: ['mkfs.btrfs', '-q'], mount: ['mount', '-o', 'loop'] },
  /** Takes `A` for `a` in names, as the usual ones of macOS and Windows do, and keeps how they were written. */
  'case-insensitive': {
    megabytes: 64,
    make: ['mkfs.ntfs', '-q', '-F'],
    mount: ['lowntfs-3g', '-o', 'ignore_case'],
  },
} as const satisfies Record<string, FileSystem>;

/**
 * Makes a file system of a kind in an image and mounts it at a path that is free. Where its tools are missing, or nobody
 * may mount, the test is skipped by name.
 */
export type MountImage = (
  context: Mocha.Context,
  kind: keyof typeof fileSystems,
  place: string,
) => Promise<void>;

/** Called in the body of a `describe`, before `temporaryDirectory`, whose directories it mounts in. */
export function mountedImages(): MountImage {
  const mounted: string[] = [];
  afterEach(() => {
    for (const place of mounted.splice(0)) execFileSync('umount', ['--lazy', place]);
  });
  return async (context, kind, place) => {
    if (process.platform !== 'linux') return context.skip();
    const { megabytes, make, mount } = fileSystems[kind];
    const [maker, mounter] = [
      await requireTool(context, make[0]),
      await requireTool(context, mount[0]),
    ];
    const image = `${place}.image`;
    writeFileSync(image, '');
    truncateSync(image, megabytes * 1024 * 1024);
    execFileSync(maker, [...make.slice(1), image], { stdio: 'ignore' });
    mkdirSync(place);
    const { status } = spawnSync(mounter, [...mount.slice(1), image, place], { stdio: 'ignore' });
    if (status !== 0) return skipOrFail(context, `the right to mount an image of ${kind}`);
    mounted.push(place);
  };
}
