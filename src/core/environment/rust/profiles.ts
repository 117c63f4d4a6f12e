import type { CargoChoices } from './cargo-settings.ts';

/**
 * Keys of cargo's profiles that agents build with where the user has not chosen (
 * https://doc.rust-lang.org/cargo/reference/profiles.html).
 *
 * Edit loop, for all agents: enough debug information for backtraces, and less to write and to link. What is
 * incremental stays cargo's decision: a workspace's own crates are, and sccache serves the others.
 */
const editLoop = { 'dev.debug': 'line-tables-only' } as const;

/** Ship loop, for agents that build releases: more time to compile, for programs that are smaller and faster. */
const shipLoop = { 'release.lto': 'thin', 'release.codegen-units': '1' } as const;

const cranelift = { 'dev.codegen-backend': 'cranelift' } as const;

export interface ProfileNeeds {
  /** The agent's type. */
  readonly type: string;
  readonly choices: Pick<CargoChoices, 'profile'>;
  readonly hasCranelift: boolean;
}

/** The profile keys that are set for an agent, those that the user chose left out. */
export function profileKeys({ type, choices, hasCranelift }: ProfileNeeds): Record<string, string> {
  const wanted = {
    ...editLoop,
    ...(type === 'rust-release' && shipLoop),
    ...(hasCranelift && cranelift),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([key]) => !choices.profile.has(key)));
}

/** As variables, which cargo reads as well as its settings files. The compiler wrapper unsets each of them. */
export function profileVariables(keys: Readonly<Record<string, string>>): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [key, value] of Object.entries(keys)) {
    variables[`CARGO_PROFILE_${key.toUpperCase().replace(/[.-]/g, '_')}`] = value;
  }
  // Cargo does not read that key without.
  if ('dev.codegen-backend' in keys) variables['CARGO_UNSTABLE_CODEGEN_BACKEND'] = 'true';
  return variables;
}
