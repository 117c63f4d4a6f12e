const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes for people, as VS Code writes them: powers of 1024, three digits at most. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit: (typeof units)[number] = 'B';
  for (const next of units.slice(1)) {
    // 999.5 would round to a fourth digit.
    if (value < 999.5) break;
    value /= 1024;
    unit = next;
  }
  const digits = unit === 'B' || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${unit}`;
}

/** Processor use in cores: 1.3 means one core and a third of another. */
export function formatCores(cores: number): string {
  return `${cores.toFixed(1)} CPU`;
}

/** A share (0–1) in whole per cent, rounded down: 99.9 % is not all, and 79.9 % is under 80 %. */
export function formatShare(share: number): string {
  return `${String(Math.floor(share * 100 + 1e-9))}%`;
}

/** A span for people: "8 s", "3 min", "2 h 5 min". */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${String(whole)} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${String(minutes)} min`;
  const rest = minutes % 60;
  return rest === 0
    ? `${String(minutes / 60)} h`
    : `${String(Math.floor(minutes / 60))} h ${String(rest)} min`;
}

/** Seconds between two ISO 8601 times, or until `now` where the second is not known. */
export function secondsBetween(since: string, until: string | null, now = Date.now()): number {
  const end = until === null ? now : Date.parse(until);
  return Math.max(0, (end - Date.parse(since)) / 1000);
}
