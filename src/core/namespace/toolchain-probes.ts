import { homedir } from 'node:os';
import path from 'node:path';
import type { EcosystemName } from '../environment/ecosystem.ts';
import { rustupVariables, rustupWitnesses } from '../environment/rust/rustup-witnesses.ts';

/** One question to one tool, whose answer is part of the toolchain hash. */
export interface ToolchainProbe {
  /** What the answer is called in the explanation. */
  readonly name: string;
  readonly ecosystem: EcosystemName;
  /** Programs that can answer; the first on PATH does. */
  readonly programs: readonly string[];
  readonly parameters: readonly string[];
  /** What of the output identifies the tool, or null when it does not look like an answer. */
  readonly read: (output: string) => string | null;
  /** Ask in the project's folder, because the folder decides which version runs (rustup, pyenv). */
  readonly perFolder: boolean;
  /** Only where the project's folder has one of these files. Absent: always. */
  readonly files?: readonly string[];
  readonly systems?: readonly NodeJS.Platform[];
  /** Files and folders that change when the answer may, although the program itself (a shim) does not. */
  readonly witnesses?: (environment: NodeJS.ProcessEnv, folder: string) => readonly string[];
  /** Variables that change the answer. */
  readonly variables?: readonly string[];
  /** Left out where it is not installed, as nothing needs it. */
  readonly onlyIfFound?: boolean;
}

/** `rustc -vV` is made for machines: https://doc.rust-lang.org/rustc/command-line-arguments.html. */
function readVerboseVersion(output: string): string | null {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}: (.+)$`, 'm').exec(output)?.[1];
  const release = field('release');
  const host = field('host');
  return release && host ? `${release} ${field('commit-hash') ?? 'unknown'} ${host}` : null;
}

const firstLine = (output: string): string | null => /^\s*(\S.*?)\s*$/m.exec(output)?.[1] ?? null;

const describePython = [
  'import platform, sys, sysconfig',
  'v = sysconfig.get_config_var',
  'print(platform.python_implementation(), platform.python_version(),',
  '      v("SOABI") or v("EXT_SUFFIX"), sysconfig.get_platform())',
].join('\n');

function pyenvWitnesses(environment: NodeJS.ProcessEnv, folder: string): string[] {
  const home = environment['PYENV_ROOT'] || path.join(homedir(), '.pyenv');
  return [path.join(home, 'version'), path.join(folder, '.python-version')];
}

function linker(name: string): ToolchainProbe {
  return {
    name,
    ecosystem: 'rust',
    programs: [name],
    parameters: ['--version'],
    read: firstLine,
    perFolder: false,
    systems: ['linux', 'freebsd'],
    onlyIfFound: true,
  };
}

function packageManager(name: string, files: readonly string[]): ToolchainProbe {
  return {
    name,
    ecosystem: 'node',
    programs: [name],
    parameters: ['--version'],
    read: firstLine,
    // In the project's folder pnpm, yarn and corepack would download the version that package.json names; that version
    // is in the project hash already.
    perFolder: false,
    files,
  };
}

/** Everything asked. Adding a tool is adding an entry. */
export const toolchainProbes: readonly ToolchainProbe[] = [
  {
    name: 'rustc',
    ecosystem: 'rust',
    programs: ['rustc'],
    parameters: ['-vV'],
    read: readVerboseVersion,
    perFolder: true,
    witnesses: rustupWitnesses,
    variables: rustupVariables,
  },
  {
    name: 'cargo',
    ecosystem: 'rust',
    programs: ['cargo'],
    // Release and commit. The longer answer takes four times as long: cargo runs lsb_release to name the system.
    parameters: ['-V'],
    read: firstLine,
    perFolder: true,
    witnesses: rustupWitnesses,
    variables: rustupVariables,
  },
  {
    name: 'linker',
    ecosystem: 'rust',
    // rustc links through the C compiler driver on unix; Microsoft's linker has no version option.
    programs: ['cc', 'gcc', 'clang'],
    parameters: ['--version'],
    read: firstLine,
    perFolder: false,
    systems: ['linux', 'darwin', 'freebsd'],
  },
  // What that driver may run to link, as rustc or cargo's settings choose.
  linker('ld'),
  linker('ld.lld'),
  linker('mold'),
  {
    name: 'python',
    ecosystem: 'python',
    programs: ['python3', 'python'],
    parameters: ['-I', '-c', describePython],
    read: firstLine,
    perFolder: true,
    witnesses: pyenvWitnesses,
    variables: ['PYENV_VERSION'],
  },
  {
    name: 'node',
    ecosystem: 'node',
    programs: ['node'],
    parameters: ['-p', 'process.version + " abi " + process.versions.modules + " " + process.arch'],
    read: firstLine,
    perFolder: false,
    variables: ['NODE_VERSION'],
  },
  packageManager('pnpm', ['pnpm-lock.yaml', 'pnpm-workspace.yaml']),
  packageManager('npm', ['package-lock.json', 'npm-shrinkwrap.json']),
  packageManager('yarn', ['yarn.lock']),
  packageManager('bun', ['bun.lock', 'bun.lockb']),
];
