const units: Readonly<Record<string, number>> = {
  '': 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};

const pattern = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i;

/** Bytes of a size as people write it, "512M", "1.5 GiB", in powers of 1024; null when it is none. */
export function parseMemorySize(text: string): number | null {
  const [, number, unit] = pattern.exec(text.trim()) ?? [];
  const factor = units[(unit ?? '').toLowerCase()];
  return number === undefined || factor === undefined ? null : Math.round(Number(number) * factor);
}
