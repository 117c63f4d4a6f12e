import { findExecutable } from '../../process/find-executable.ts';
import { answerOf } from '../version-answer.ts';
import { rustupVariables, rustupWitnesses } from './rustup-witnesses.ts';

/** The Rust that a project's folder chooses, as it says of itself. */
export interface RustToolchain {
  /** The program that was asked, absolute; with rustup a proxy that looks at the folder. */
  readonly rustc: string;
  /** For example `1.95.0` or `1.97.0-nightly`. */
  readonly release: string;
  readonly commit: string | null;
  /** The target triple of the machine that it runs on. */
  readonly host: string;
  /** Version of cargo; null where cargo does not answer. */
  readonly cargo: { readonly major: number; readonly minor: number } | null;
}

/** Null where there is no rustc, or none that answers. No toolchain is installed for the asking. */
export async function askRustToolchain(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<RustToolchain | null> {
  const [rustc, cargo] = await Promise.all([
    findExecutable('rustc', environment),
    findExecutable('cargo', environment),
  ]);
  if (rustc === null) return null;
  const [compiler, builder] = await Promise.all([
    askVersion(rustc, folder, environment),
    // Not `-vV`, for which cargo runs lsb_release.
    cargo === null ? '' : ask(cargo, ['-V'], folder, environment),
  ]);
  if (compiler === null) return null;
  const [, major, minor] = /^cargo (\d+)\.(\d+)\./.exec(builder) ?? [];
  const isKnown = major !== undefined && minor !== undefined;
  return {
    rustc,
    ...compiler,
    cargo: isKnown ? { major: Number(major), minor: Number(minor) } : null,
  };
}

/** `rustc -vV` is made for machines. */
async function askVersion(
  rustc: string,
  cwd: string,
  environment: NodeJS.ProcessEnv,
): Promise<Pick<RustToolchain, 'release' | 'host' | 'commit'> | null> {
  const answer = await ask(rustc, ['-vV'], cwd, environment);
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}: (.+)$`, 'm').exec(answer)?.[1];
  const [release, host] = [field('release'), field('host')];
  if (release === undefined || host === undefined) return null;
  return { release, host, commit: field('commit-hash') ?? null };
}

/** Empty when the program fails. */
async function ask(
  executable: string,
  parameters: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const question = {
    executable,
    parameters,
    folder,
    perFolder: true,
    witnesses: rustupWitnesses(environment, folder),
    variables: rustupVariables,
  };
  return (await answerOf(question, { environment })) ?? '';
}

/** Whether cargo keeps intermediates apart from outputs (1.91); one that does not say is taken for a recent one. */
export function splitsBuildDirectory({ cargo }: Pick<RustToolchain, 'cargo'>): boolean {
  return cargo === null || cargo.major > 1 || cargo.minor >= 91;
}
