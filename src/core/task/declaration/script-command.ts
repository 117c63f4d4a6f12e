import type { PackageManager } from '../../environment/node/project.ts';
import type { WorkspacePackage } from './workspace-packages.ts';

/**
 * How a package's script is run. By a shell directly where that is the same, since a package manager takes longer to
 * start than many a script (npm 128 ms each time): it has no `pre` or `post` script and asks for nothing that only a
 * package manager knows.
 */
export function scriptCommand(
  { directory, scripts }: WorkspacePackage,
  script: string,
  { manager, root }: { readonly manager: PackageManager; readonly root: string },
  platform: NodeJS.Platform = process.platform,
): string[] {
  const line = scripts.get(script) ?? '';
  const isPlain =
    platform !== 'win32' &&
    !scripts.has(`pre${script}`) &&
    !scripts.has(`post${script}`) &&
    !/npm_|INIT_CWD/.test(line);
  if (!isPlain) return [manager, 'run', script];
  const depth = directory.split('/').length - (root === '' ? 0 : root.split('/').length);
  const up = directory === root ? [] : [`$PWD/${'../'.repeat(depth)}node_modules/.bin`];
  const folders = ['$PWD/node_modules/.bin', ...up, '$PATH'].join(':');
  return ['sh', '-c', `PATH="${folders}"\n${line}`];
}
