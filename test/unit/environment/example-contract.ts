import path from 'node:path';
import type { ContractContext, Project } from '../../../src/core/environment/ecosystem.ts';
import type { RustFacts } from '../../../src/core/environment/rust/facts.ts';
import { locateSharedCaches } from '../../../src/core/environment/shared-caches.ts';
import { locate } from '../../../src/core/location.ts';

/** Nothing is known of its tools, and nothing chosen. */
export const plainRust: RustFacts = {
  toolchain: null,
  choices: { profile: new Set(), linking: false },
  linker: { linker: null, reason: '' },
  hasCranelift: false,
};

/** The context of an agent whose home is `<directory>/home` and whose workspace is `<directory>/workspace`. */
export async function exampleContract(
  directory: string,
  changes: Partial<ContractContext> & { readonly projects?: readonly Project[] } = {},
): Promise<ContractContext> {
  const agent = changes.agent ?? 'dev-1';
  const location = locate({ LANEKEEPER_HOME: path.join(directory, 'home') });
  const workspace = path.join(directory, 'workspace');
  const inherited = changes.inherited ?? { PATH: process.env['PATH'] ?? '' };
  const projects = changes.projects ?? [];
  const namespace = `linux_x86_64-00000000-11111111-${agent}`;
  return {
    agent,
    uid: `uid-of-${agent}`,
    type: 'rust-dev',
    namespace,
    location,
    namespaceRoot: path.join(location.namespaces, namespace),
    temporary: path.join(location.temporary, agent),
    workspace,
    checkout: workspace,
    projects,
    gates: { COMPILE_JOBS: 8, LINK_JOBS: 2, TEST_JOBS: 7, IO_JOBS: 1, FETCH_JOBS: 4 },
    prepared: ['rust', 'python', 'node'],
    share: { compile: 8, test: 7 },
    caches: await locateSharedCaches({
      workspace,
      projects,
      environment: inherited,
      platform: 'linux',
      home: path.join(directory, 'user'),
    }),
    rustcWrapper: null,
    rust: plainRust,
    build: null,
    nodePreload: null,
    installLock: null,
    linkGate: null,
    inherited,
    platform: 'linux',
    ...changes,
  };
}
