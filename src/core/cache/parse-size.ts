const units = ['', 'k', 'm', 'g', 't'];

/**
 * Bytes of a size as ccache and turbo write it: "5.0 GiB" in powers of 1024, "10GB" and "5.0G" in powers of 1000
 * (ccache(1), turborepo.com/docs/reference/configuration). Null for what is no size and for zero, which means no limit.
 */
export function parseSize(text: string): number | null {
  const [, number, unit = '', binary = ''] =
    /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?\s*$/i.exec(text) ?? [];
  if (number === undefined) return null;
  const base = binary === '' ? 1000 : 1024;
  const bytes = Math.round(Number(number) * base ** units.indexOf(unit.toLowerCase()));
  return bytes > 0 ? bytes : null;
}
