const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size as VS Code writes it, in units of 1024: `1.4 GB`. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(value) : threeDigits(value)} ${byteUnits[unit] ?? ''}`;
}

export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** Processor cores in use: `0.04`, `1.4`, `12`. */
export function formatCores(cores: number): string {
  if (cores < 0.005) return '0';
  return cores < 1 ? cores.toFixed(2) : threeDigits(cores);
}

/** A share of 0–1 in whole per cent. What is not quite all is never called 100 %. */
export function formatShare(share: number): string {
  const percent = Math.round(share * 100);
  return `${percent === 100 && share < 1 ? 99 : percent}%`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `8 s`, `2 min 05 s`, `1 h 04 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  if (minutes < 1) return `${whole} s`;
  if (minutes < 60) return `${minutes} min ${padded(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${padded(minutes % 60)} min`;
}

/** The local time of day of an instant in seconds since the epoch: `14:02:31`. */
export function formatTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(padded).join(':');
}

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function threeDigits(value: number): string {
  return value < 9.95 ? value.toFixed(1) : String(Math.round(value));
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}
