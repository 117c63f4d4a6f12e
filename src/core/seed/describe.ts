import { formatBytes } from '../quantities.ts';
import type { SeedReport } from './seed.ts';

const titles = { rust: 'Rust', python: 'Python', node: 'Node' } as const;

/** One report as a line for people: from whom, how much and how long, or why cold. */
export function describeSeed(report: SeedReport): string {
  const { ecosystem, from, reason, bytes, files, seconds, cloned } = report;
  const title = titles[ecosystem];
  if (from === null) return `${title} starts cold: ${reason}`;
  const how = cloned ? 'cloned' : 'copied';
  const size = `${formatBytes(bytes)} in ${String(files)} files`;
  return `${title} starts from ${from}: ${how} ${size} in ${seconds.toFixed(1)} s. ${reason}`;
}
