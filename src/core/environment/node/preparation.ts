import { createHash } from 'node:crypto';
import path from 'node:path';
import { findExecutable } from '../../process/find-executable.ts';
import type { PreparationContext, PreparationStep, Project } from '../ecosystem.ts';
import { readInstall } from './install-stamp.ts';
import { type NodeProject, type PackageManager, readNodeProject } from './project.ts';

interface Installer {
  readonly command: readonly string[];
  /** What the package manager writes last, relative to the project: only with it is an install whole. */
  readonly stamp: string;
}

const installers: Readonly<Record<PackageManager, (project: NodeProject) => Installer>> = {
  pnpm: () => ({
    command: ['pnpm', 'install', '--frozen-lockfile'],
    stamp: 'node_modules/.modules.yaml',
  }),
  npm: () => ({
    command: ['npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund'],
    stamp: 'node_modules/.package-lock.json',
  }),
  yarn: ({ isModernYarn }) =>
    isModernYarn
      ? { command: ['yarn', 'install', '--immutable'], stamp: '.yarn/install-state.gz' }
      : {
          command: ['yarn', 'install', '--frozen-lockfile', '--non-interactive'],
          stamp: 'node_modules/.yarn-integrity',
        },
  bun: () => ({ command: ['bun', 'install', '--frozen-lockfile'], stamp: 'node_modules' }),
};

/**
 * Installs the locked packages where node_modules is missing or of another lockfile: Node only finds packages in the
 * checkout itself. Two installs into one checkout break each other (pnpm/pnpm#14551), so the step holds a lock that is
 * the checkout's own.
 *
 * @throws LanekeeperError `lockfile-conflicted`: pnpm would merge both sides and install what nobody asked for
 */
export async function prepareNode(
  project: Project,
  context: PreparationContext,
): Promise<PreparationStep[]> {
  const { contract } = context;
  const directory = path.join(contract.checkout, project.directory);
  const settings = await readNodeProject(directory, project.files);
  if (settings.lockfile === null) return [];
  const { command, stamp } = installers[settings.packageManager](settings);
  const lock = path.join(contract.location.home, 'locks', `install-${hash(directory)}`);
  const install = {
    directory,
    lockfile: settings.lockfile,
    record: path.join(directory, stamp),
    stamp: `${lock}.installed`,
  };
  const { isInstalled, isThere } = await readInstall(install);
  if (isInstalled) return [];
  const isShared = contract.checkout === contract.workspace;
  return [
    {
      name: 'Install the Node packages',
      command: await throughCorepack(command, context),
      class: 'fetch',
      reason: isThere
        ? `${settings.lockfile} is not what the packages in the checkout were installed from.`
        : `The packages that ${settings.lockfile} names are not installed.`,
      directory: project.directory,
      warning: isShared
        ? 'node_modules lies in the shared checkout, so that every agent in it uses the same one.'
        : null,
      lock,
      unlessExists: null,
      install,
    },
  ];
}

/** Node brings pnpm and yarn along as `corepack pnpm` where they are not installed themselves. */
export async function throughCorepack(
  command: readonly string[],
  context: { readonly environment: NodeJS.ProcessEnv },
): Promise<readonly string[]> {
  const [program = ''] = command;
  if (program !== 'pnpm' && program !== 'yarn') return command;
  if (await findExecutable(program, context.environment)) return command;
  return (await findExecutable('corepack', context.environment))
    ? ['corepack', ...command]
    : command;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
