import path from 'node:path';
import type { ContractContext, Ecosystem, Project } from './ecosystem.ts';
import { exported } from './exported.ts';
import { findProjects } from './project-folders.ts';
import { describeRust } from './rust/facts.ts';
import { linkGateVariables } from './rust/link-gate.ts';
import { linkerVariables } from './rust/linker.ts';
import { prepareRust } from './rust/preparation.ts';
import { profileKeys, profileVariables } from './rust/profiles.ts';
import { splitsBuildDirectory } from './rust/toolchain.ts';
import { fromUser } from './user-choice.ts';

/** Cargo: outputs private, registry and compiler cache shared. */
export const rust: Ecosystem = {
  name: 'rust',

  detect(workspace: string): Promise<Project[]> {
    return findProjects(workspace, 'rust', ({ files }) =>
      Promise.resolve(files.includes('Cargo.toml')),
    );
  },

  variables(context: ContractContext): Record<string, string> {
    const { gates, rust: facts, rustcWrapper, linkGate } = context;
    const { toolchain, linker } = facts;
    const target = path.join(context.namespaceRoot, 'target');
    // Named where the intermediates really lie, so that whoever looks for them, as seeding does, finds them there.
    const intermediates =
      toolchain && !splitsBuildDirectory(toolchain)
        ? target
        : (context.build?.directory ?? path.join(context.namespaceRoot, 'build', 'cargo'));
    return {
      CARGO_TARGET_DIR: target,
      // Beats a `build.build-dir` in the user's settings: a build folder shared by two checkouts links the wrong code.
      CARGO_BUILD_BUILD_DIR: intermediates,
      ...exported(context.caches.sccache, ['SCCACHE_DIR']),
      ...(rustcWrapper && {
        RUSTC_WRAPPER: rustcWrapper.path,
        LANEKEEPER_SCCACHE: rustcWrapper.sccache,
        // A server that dies meanwhile costs time and fails no build: sccache's client then compiles by itself.
        SCCACHE_IGNORE_SERVER_IO_ERROR: '1',
      }),
      ...profileVariables(profileOf(context)),
      ...(toolchain && linkerVariables(toolchain.host, linker)),
      ...(toolchain &&
        linkGate &&
        linkGateVariables(toolchain.host, linkGate, facts.choices, context.inherited)),
      ...fromUser(context, {
        CARGO_BUILD_JOBS: String(gates.COMPILE_JOBS),
        CMAKE_BUILD_PARALLEL_LEVEL: String(gates.COMPILE_JOBS),
        // One mold process at a time on the machine (mold(1)); more than one is not for mold to count.
        ...(gates.LINK_JOBS === 1 && { MOLD_JOBS: '1' }),
      }),
    };
  },

  // Neither cargo's fingerprints nor sccache's keys know of these, so that a share that changes rebuilds nothing.
  limits: (share) => ({
    RUST_TEST_THREADS: share.test,
    NEXTEST_TEST_THREADS: share.test,
    // For a ninja that takes no tokens: see job-wrappers.ts.
    LANEKEEPER_SHARE: share.compile,
  }),

  notes: (context) => {
    const { rust: facts, build } = context;
    const place = build && { text: build.reason, isSet: build.directory !== null };
    return [...describeRust(facts, profileOf(context)), ...(place ? [place] : [])];
  },

  pathEntries: () => [],

  files: () => [],

  preparation: prepareRust,
};

function profileOf({ type, rust: facts }: ContractContext): Record<string, string> {
  return profileKeys({ type, ...facts });
}
