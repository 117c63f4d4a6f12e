import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { z } from 'zod';
import { buildForRelease } from './build.ts';
import { outputDirectory, root } from './project.ts';

/** The packaged extension. */
export const packagedExtension = path.join(outputDirectory, 'lanekeeper.vsix');

/**
 * Packages what `dist` holds. vsce would run `vscode:prepublish` first, so it is given a copy without scripts: who
 * calls this has built already, and the checks have reports of their own.
 *
 * @returns bytes of the package
 */
export async function packageExtension(): Promise<number> {
  const stage = path.join(outputDirectory, 'package');
  await rm(stage, { recursive: true, force: true });
  for (const file of await listFiles({
    cwd: root,
    packageManager: PackageManager.None,
  })) {
    await mkdir(path.dirname(path.join(stage, file)), { recursive: true });
    await cp(path.join(root, file), path.join(stage, file));
  }
  const manifest = z.looseObject({}).parse(await readJson(path.join(root, 'package.json')));
  const published = Object.entries(manifest).filter(
    ([name]) => !['scripts', 'devDependencies', 'dependencies'].includes(name),
  );
  await writeFile(
    path.join(stage, 'package.json'),
    JSON.stringify(Object.fromEntries(published), null, 2),
  );
  await cp(path.join(root, '.vscodeignore'), path.join(stage, '.vscodeignore'));
  await packageFolder(stage, packagedExtension);
  return (await stat(packagedExtension)).size;
}

/** Packages a folder that holds all that the extension needs, and nothing else. */
export async function packageFolder(cwd: string, packagePath: string): Promise<void> {
  await createVSIX({
    cwd,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
    rewriteRelativeLinks: false,
  });
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

if (import.meta.main) {
  await buildForRelease();
  const bytes = await packageExtension();
  console.log(`${path.relative(root, packagedExtension)}: ${(bytes / 1024).toFixed(0)} KB`);
}
