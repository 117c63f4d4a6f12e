import { formatBytes, formatCount } from '../src/core/quantities.ts';

export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** The local time of day of an instant in seconds since the epoch: `14:02:31`. */
export function formatTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(padded).join(':');
}

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}
