import { formatBytes } from '../src/core/quantities.ts';

export { countOf } from '../src/core/quantities.ts';

export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** The local time of day of an instant in seconds since the epoch: `14:02:31`. */
export function formatTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(padded).join(':');
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}
