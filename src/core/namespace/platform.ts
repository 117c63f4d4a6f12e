const systems: Readonly<Record<string, string>> = { darwin: 'macos', win32: 'windows' };

const architectures: Readonly<Record<string, string>> = {
  x64: 'x86_64',
  arm64: 'aarch64',
  ia32: 'i686',
  arm: 'armv7',
};

/** `<os>_<arch>` in the words of target triples, for example `linux_x86_64` or `macos_aarch64`. */
export function platformName(
  system: string = process.platform,
  architecture: string = process.arch,
): string {
  return `${systems[system] ?? system}_${architectures[architecture] ?? architecture}`;
}
