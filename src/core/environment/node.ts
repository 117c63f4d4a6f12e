import path from 'node:path';
import type { ContractContext, Ecosystem, Project } from './ecosystem.ts';
import { exported } from './exported.ts';
import { installWrapper } from './node/install-wrapper.ts';
import { nodeOptions } from './node/preload.ts';
import { prepareNode } from './node/preparation.ts';
import { findProjects } from './project-folders.ts';
import { fromUser } from './user-choice.ts';

/** Node: downloads and build caches made for sharing are shared; a tool's own working data is private. */
export const node: Ecosystem = {
  name: 'node',

  detect(workspace: string): Promise<Project[]> {
    return findProjects(workspace, 'node', ({ files }) =>
      Promise.resolve(files.includes('package.json')),
    );
  },

  variables(context: ContractContext): Record<string, string> {
    const { caches, nodePreload, inherited } = context;
    const cache = (name: string): string => path.join(context.namespaceRoot, 'cache', name);
    return {
      NODE_CACHE_DIR: cache('node'),
      PNPM_STORE_DIR: caches.pnpm.path,
      // pnpm 11 and later read this name only, pnpm 10 and earlier the one below.
      ...exported(caches.pnpm, ['PNPM_CONFIG_STORE_DIR']),
      // npm warns about a setting it does not know, so only where pnpm is what the project uses.
      ...(hasNodeFile(context, 'pnpm-lock.yaml') &&
        exported(caches.pnpm, ['npm_config_store_dir'])),
      ...pnpmImports(context),
      ...exported(caches.npm, ['npm_config_cache']),
      ...exported(caches.bun, ['BUN_INSTALL_CACHE_DIR']),
      ...yarnVariables(context),
      ...exported(caches.turbo, ['TURBO_CACHE_DIR']),
      // Nx keeps a database beside its cache and trusts no entry that is not in it: both or neither are shared.
      NX_WORKSPACE_DATA_DIRECTORY: cache('nx/workspace-data'),
      NX_CACHE_DIRECTORY: cache('nx/cache'),
      NX_SOCKET_DIR: path.join(context.temporary, 'nx'),
      NX_DAEMON: 'false',
      ...(nodePreload !== null && {
        NODE_OPTIONS: nodeOptions(nodePreload, inherited['NODE_OPTIONS']),
      }),
    };
  },

  limits: (share) => ({
    NX_PARALLEL: share.compile,
    VITEST_MAX_WORKERS: share.test,
    // TypeScript 7 and esbuild are Go programs: https://pkg.go.dev/runtime#hdr-Environment_Variables
    GOMAXPROCS: share.compile,
  }),

  notes: ({ installLock }) =>
    installLock === 'missing'
      ? [
          {
            text: 'flock(1) is not installed: an install of Node packages that an agent runs by itself waits for no other.',
            isSet: false,
          },
        ]
      : [],

  pathEntries: () => [],

  files: ({ installLock, agent, namespaceRoot }) =>
    installLock === null || installLock === 'missing'
      ? []
      : installLock.programs.map((name) => ({
          path: path.join(namespaceRoot, 'bin', name),
          content: installWrapper(name, agent, installLock),
          isProgram: true,
        })),

  preparation: prepareNode,
};

/**
 * By itself pnpm hard-links packages out of its store, so that an agent that edits one in node_modules edits it in the
 * store, and so for all agents: https://pnpm.io/settings#packageimportmethod. Later pnpms read the first name only.
 */
function pnpmImports(context: ContractContext): Record<string, string> {
  const method = 'clone-or-copy';
  return fromUser(context, {
    PNPM_CONFIG_PACKAGE_IMPORT_METHOD: method,
    // npm warns about a setting it does not know.
    ...(hasNodeFile(context, 'pnpm-lock.yaml') && { npm_config_package_import_method: method }),
  });
}

/**
 * Yarn 1 and later yarns read different variables for what they share. YARN_CACHE_FOLDER would move the cache that a
 * "zero-install" repository of a later yarn keeps in git, so only yarn 1 gets it.
 */
function yarnVariables(context: ContractContext): Record<string, string> {
  if (!hasNodeFile(context, 'yarn.lock')) return {};
  return hasNodeFile(context, '.yarnrc.yml')
    ? exported(context.caches.yarn, ['YARN_GLOBAL_FOLDER'])
    : exported(context.caches.yarnClassic, ['YARN_CACHE_FOLDER']);
}

function hasNodeFile(context: ContractContext, name: string): boolean {
  return context.projects.some((each) => each.ecosystem === 'node' && each.files.includes(name));
}
