import path from 'node:path';
import type { Location } from '../../location.ts';
import { type CargoChoices, readCargoChoices } from './cargo-settings.ts';
import type { EnvironmentNote, Project } from '../ecosystem.ts';
import { hasCranelift } from './codegen.ts';
import { chooseLinker, type LinkerChoice } from './linker.ts';
import { askRustToolchain, type RustToolchain } from './toolchain.ts';

/** What the variables for Rust depend on. */
export interface RustFacts {
  /** That of the workspace's project; null without one, or where it does not answer. */
  readonly toolchain: RustToolchain | null;
  readonly choices: CargoChoices;
  readonly linker: LinkerChoice;
  readonly hasCranelift: boolean;
}

export interface RustPlace {
  readonly location: Location;
  readonly workspace: string;
  /** Where the agent works: its rust-toolchain.toml counts. */
  readonly checkout: string;
  readonly projects: readonly Project[];
  readonly environment: NodeJS.ProcessEnv;
}

/** Asks the project's toolchain; programs of the workspace may run, so only a trusted one may be given. */
export async function gatherRust(place: RustPlace): Promise<RustFacts> {
  const { location, checkout, projects, environment } = place;
  const choices = await readCargoChoices(place);
  const project = projects.find(({ ecosystem }) => ecosystem === 'rust');
  const folder = path.join(checkout, project?.directory ?? '.');
  const toolchain = project ? await askRustToolchain(folder, environment) : null;
  if (!toolchain) {
    const linker = { linker: null, reason: 'There is no Rust here.' };
    return { toolchain, choices, linker, hasCranelift: false };
  }
  const question = { toolchain, folder, environment, location };
  const [linker, cranelift] = await Promise.all([
    choices.linking ? chosenByUser : chooseLinker(question),
    hasCranelift(toolchain, folder, environment),
  ]);
  return { toolchain, choices, linker, hasCranelift: cranelift };
}

const chosenByUser: LinkerChoice = {
  linker: null,
  reason: 'A variable or cargo’s settings say how to link.',
};

/** How the agent's Rust is built and why, for people. */
export function describeRust(
  { toolchain, linker }: RustFacts,
  profile: Readonly<Record<string, string>>,
): EnvironmentNote[] {
  if (!toolchain) return [];
  const how = linker.linker === null ? '' : `It links with ${linker.linker}: `;
  const keys = Object.entries(profile).map(([key, value]) => `${key} = ${value}`);
  return [
    { text: `${how}${linker.reason}`, isSet: linker.linker !== null },
    ...(keys.length > 0
      ? [
          {
            text: `Profiles, as neither variables nor the manifest nor cargo’s settings choose: ${keys.join(', ')}.`,
            // Debug information of dev builds is the same for all and nothing to be told each time.
            isSet: keys.length > 1,
          },
        ]
      : []),
  ];
}
