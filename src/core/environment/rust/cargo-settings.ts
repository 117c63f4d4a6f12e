import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import type { Project } from '../ecosystem.ts';
import { isLinkGate } from './link-gate.ts';

export interface CargoPlace {
  readonly workspace: string;
  readonly projects: readonly Project[];
  readonly environment: NodeJS.ProcessEnv;
}

const linking = z.object({ linker: z.unknown(), rustflags: z.unknown() }).partial();

const cargoSettings = z.object({
  build: linking
    .extend({
      'rustc-wrapper': z.string().optional(),
      'target-dir': z.string().optional(),
      'build-dir': z.string().optional(),
    })
    .optional(),
  /** By triple or `cfg(…)`. */
  target: z.record(z.string(), linking).optional(),
  profile: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

type CargoSettings = z.infer<typeof cargoSettings>;

/** What the user has decided by a variable, in the manifest or in cargo's settings, and what so stays theirs. */
export interface CargoChoices {
  /** Keys of profiles, as `dev.debug`. */
  readonly profile: ReadonlySet<string>;
  /** Which linker to use, or with which flags rustc is run. */
  readonly linking: boolean;
}

/** Absolute, as cargo itself would find it. */
export function cargoHome(environment: NodeJS.ProcessEnv): string {
  return environment['CARGO_HOME'] || path.join(homedir(), '.cargo');
}

/**
 * What the user's settings files say, the one that counts most first: from the project's folder up, then in CARGO_HOME
 * (https://doc.rust-lang.org/cargo/reference/config.html#hierarchical-structure).
 */
export async function readCargoSettings(place: CargoPlace): Promise<CargoSettings[]> {
  const folders: string[] = [];
  for (let at = rustFolder(place); ; at = path.dirname(at)) {
    folders.push(path.join(at, '.cargo'));
    if (path.dirname(at) === at) break;
  }
  folders.push(cargoHome(place.environment));
  const files = folders.flatMap((folder) =>
    ['config.toml', 'config'].map((name) => path.join(folder, name)),
  );
  return (await Promise.all(files.map(readToml))).filter((settings) => settings !== null);
}

export async function readCargoChoices(place: CargoPlace): Promise<CargoChoices> {
  const manifest = await readToml(path.join(rustFolder(place), 'Cargo.toml'));
  const settings = await readCargoSettings(place);
  const profile = [manifest, ...settings].flatMap((each) =>
    Object.entries(each?.profile ?? {}).flatMap(([name, keys]) =>
      Object.keys(keys).map((key) => `${name}.${key}`),
    ),
  );
  return {
    profile: new Set([...profile, ...profileVariables(place.environment)]),
    linking:
      linkingVariables(place.environment).length > 0 ||
      settings.some(({ build, target = {} }) =>
        [build, ...Object.values(target)].some((each) => each?.linker ?? each?.rustflags),
      ),
  };
}

/** `CARGO_PROFILE_DEV_CODEGEN_BACKEND` is `dev.codegen-backend`. */
function profileVariables(environment: NodeJS.ProcessEnv): string[] {
  return Object.keys(environment).flatMap((variable) => {
    const [, name, key] = /^CARGO_PROFILE_([A-Z0-9]+)_([A-Z_]+)$/.exec(variable) ?? [];
    if (name === undefined || key === undefined) return [];
    return [`${name.toLowerCase()}.${key.toLowerCase().replaceAll('_', '-')}`];
  });
}

/** Of flags cargo takes those of one place only, so that any that we set would hide the user's. */
function linkingVariables(environment: NodeJS.ProcessEnv): string[] {
  return Object.keys(environment).filter(
    (variable) =>
      // That of an agent in whose terminal this runs is no choice of the user's.
      !isLinkGate(environment[variable]) &&
      /^(?:RUSTFLAGS|CARGO_ENCODED_RUSTFLAGS|CARGO_BUILD_RUSTFLAGS|CARGO_TARGET_.*_(?:RUSTFLAGS|LINKER))$/.test(
        variable,
      ),
  );
}

function rustFolder({ workspace, projects }: CargoPlace): string {
  const project = projects.find(({ ecosystem }) => ecosystem === 'rust');
  return path.join(workspace, project?.directory ?? '.');
}

/** Null where there is none, and where it is damaged: cargo itself says what is wrong, better than we could. */
async function readToml(file: string): Promise<CargoSettings | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return cargoSettings.parse(parse(text));
  } catch {
    return null;
  }
}
