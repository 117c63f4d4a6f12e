import { homedir } from 'node:os';
import path from 'node:path';

/** Variables that change which toolchain rustup's proxies run. */
export const rustupVariables: readonly string[] = ['RUSTUP_TOOLCHAIN'];

/**
 * What changes when rustup's proxies run another toolchain in a folder
 * (https://rust-lang.github.io/rustup/overrides.html).
 */
export function rustupWitnesses(environment: NodeJS.ProcessEnv, folder: string): string[] {
  const home = environment['RUSTUP_HOME'] || path.join(homedir(), '.rustup');
  return [
    path.join(home, 'settings.toml'),
    path.join(home, 'toolchains'),
    path.join(home, 'update-hashes'),
    path.join(folder, 'rust-toolchain'),
    path.join(folder, 'rust-toolchain.toml'),
  ];
}
