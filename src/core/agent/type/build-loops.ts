import { findExecutable } from '../../process/find-executable.ts';
import type { ResourceClass } from '../../resource/resource-class.ts';
import type { AgentType, AgentTypeContext, AgentTypeResolution } from './agent-types.ts';
import { documentationTests } from './documentation-tests.ts';
import { mainProject } from './main-project.ts';
import { resolveNodeScript } from './node-loop.ts';
import { resolvePythonCheck, resolvePythonTest } from './python-loop.ts';

/** A workspace without tests is no failure, as it is none for cargo test. */
const nextest = ['nextest', 'run', '--workspace', '--no-tests=pass'];

/** Loops over the build and test commands of a project. Adding one is adding an entry. */
export const buildLoops: readonly AgentType[] = [
  {
    type: 'rust-dev',
    title: 'Rust: build',
    description: 'cargo build --workspace',
    interactive: false,
    resolve: (context) => resolveCargo(['build', '--workspace'], 'compile', context),
  },
  {
    type: 'rust-test',
    title: 'Rust: test',
    description: 'cargo nextest run, then the documentation’s tests; without nextest cargo test',
    interactive: false,
    resolve: resolveRustTest,
  },
  {
    type: 'rust-nextest',
    title: 'Rust: test with nextest',
    description: 'cargo nextest run --workspace, which leaves doc tests to cargo test',
    interactive: false,
    resolve: resolveNextest,
  },
  {
    type: 'rust-release',
    title: 'Rust: release build',
    description: 'cargo build --release',
    interactive: false,
    resolve: (context) => resolveCargo(['build', '--release'], 'compile', context),
  },
  {
    type: 'python-test',
    title: 'Python: test',
    description: 'pytest, in parallel where pytest-xdist is installed',
    interactive: false,
    resolve: resolvePythonTest,
  },
  {
    type: 'python-dev',
    title: 'Python: check',
    description: 'mypy or ruff where the project is set up for them, else compileall',
    interactive: false,
    resolve: resolvePythonCheck,
  },
  {
    type: 'node-build',
    title: 'Node: build',
    description: 'The build script, through turbo or the package manager',
    interactive: false,
    resolve: (context) => resolveNodeScript('build', 'compile', context),
  },
  {
    type: 'node-test',
    title: 'Node: test',
    description: 'The test script, through turbo or the package manager',
    interactive: false,
    resolve: (context) => resolveNodeScript('test', 'test', context),
  },
];

async function resolveRustTest(context: AgentTypeContext): Promise<AgentTypeResolution> {
  const withNextest = await resolveNextest(context);
  if (!withNextest.available) return resolveCargo(['test', '--workspace'], 'test', context);
  return { ...withNextest, followUp: documentationTests };
}

async function resolveNextest(context: AgentTypeContext): Promise<AgentTypeResolution> {
  const cargo = await resolveCargo(nextest, 'test', context);
  // Cargo finds a subcommand as a program on PATH: https://doc.rust-lang.org/cargo/reference/external-tools.html.
  if (!cargo.available || (await findExecutable('cargo-nextest', context.environment)))
    return cargo;
  return {
    available: false,
    reason: 'cargo-nextest is not on PATH.',
    cure: 'Install it, for example with "cargo install cargo-nextest --locked".',
  };
}

async function resolveCargo(
  parameters: readonly string[],
  resource: ResourceClass,
  context: AgentTypeContext,
): Promise<AgentTypeResolution> {
  const project = mainProject(context.projects, 'rust', ['Cargo.lock']);
  if (!project) {
    return {
      available: false,
      reason: 'There is no Cargo.toml in the workspace or one folder below it.',
      cure: 'Open the folder of a Cargo project, or run "cargo init".',
    };
  }
  const program = await findExecutable('cargo', context.environment);
  if (program === null) {
    return {
      available: false,
      reason: 'cargo is not on PATH.',
      cure: 'Install Rust from https://rustup.rs, then open a new window or terminal.',
    };
  }
  return {
    available: true,
    command: ['cargo', ...parameters],
    directory: project.directory,
    ecosystems: ['rust'],
    needs: [],
    program,
    class: resource,
  };
}
