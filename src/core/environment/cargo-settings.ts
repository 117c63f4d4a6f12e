import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import type { Project } from './ecosystem.ts';

export interface CargoPlace {
  readonly workspace: string;
  readonly projects: readonly Project[];
  readonly environment: NodeJS.ProcessEnv;
}

const profiles = z.object({ dev: z.object({ debug: z.unknown() }).partial().optional() });

const cargoSettings = z.object({
  build: z.object({ 'rustc-wrapper': z.string().optional() }).optional(),
  profile: profiles.optional(),
});

type CargoSettings = z.infer<typeof cargoSettings>;

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

/** Whether the user has said how much debug information a dev build has, in the manifest, the settings or a variable. */
export async function choosesDevDebug(place: CargoPlace): Promise<boolean> {
  if (place.environment['CARGO_PROFILE_DEV_DEBUG'] !== undefined) return true;
  const manifest = await readToml(path.join(rustFolder(place), 'Cargo.toml'));
  const settings = [manifest, ...(await readCargoSettings(place))];
  return settings.some((each) => each?.profile?.dev?.debug !== undefined);
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
