/**
 * Quantities in words, the same in the editor, in the dashboard and on the command line: two places that show one figure
 * must not disagree about it.
 */

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes as VS Code writes them, in powers of 1024 and with three digits at most: "1.4 GB". */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.5 would round to a fourth digit.
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? String(Math.round(value)) : shortened(value)} ${byteUnits[unit] ?? ''}`;
}

/** How many: "1,284". */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** So many of something: "1 agent", "2 agents", "1,284 processes". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A share of 0–1 in whole per cent, rounded down: 99.9 % is not all, and 79.9 % is under 80 %. */
export function formatShare(share: number): string {
  // 0.29 * 100 is 28.999999999999996.
  return `${String(Math.floor(share * 100 + 1e-9))}%`;
}

/** Processor cores in use: "0.04", "1.4", "12". */
export function formatCores(cores: number): string {
  if (cores < 0.005) return '0';
  return cores < 1 ? cores.toFixed(2) : shortened(cores);
}

/** A span of seconds: "8 s", "2 min 05 s", "1 h 04 min"; a whole number of minutes or hours stands alone: "10 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  if (minutes < 1) return `${String(whole)} s`;
  if (minutes < 60) return inTwoUnits(minutes, 'min', whole % 60, 's');
  return inTwoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** How long something took, where tenths of a second tell short ones apart: `40 ms`, `1.2 s`, `2 min 05 s`. */
export function formatTime(milliseconds: number): string {
  const whole = Math.max(0, Math.round(milliseconds));
  if (whole < 1000) return `${String(whole)} ms`;
  const seconds = whole / 1000;
  return seconds < 59.95 ? `${seconds.toFixed(1)} s` : formatDuration(Math.round(seconds));
}

function inTwoUnits(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0
    ? `${String(large)} ${unit}`
    : `${String(large)} ${unit} ${String(small).padStart(2, '0')} ${smallUnit}`;
}

function shortened(value: number): string {
  return value < 9.95 ? value.toFixed(1) : String(Math.round(value));
}
