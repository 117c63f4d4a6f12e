import { InvalidArgumentError } from 'commander';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** "90s", "10m", "2h", "1d" as seconds. */
export function parseDuration(text: string): number {
  const [, number, unit = ''] = /^([1-9]\d{0,6})([smhd])$/.exec(text) ?? [];
  const factor = unitSeconds[unit];
  if (number === undefined || factor === undefined) {
    throw new InvalidArgumentError('Give a time such as 90s, 10m, 2h or 1d.');
  }
  return Number(number) * factor;
}
