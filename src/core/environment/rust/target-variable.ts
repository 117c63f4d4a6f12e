/**
 * The variable of a key of cargo's settings for one target
 * (https://doc.rust-lang.org/cargo/reference/config.html#environment-variables).
 */
export function targetVariable(triple: string, key: 'LINKER' | 'RUSTFLAGS'): string {
  return `CARGO_TARGET_${triple.toUpperCase().replace(/[-.]/g, '_')}_${key}`;
}
