import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { root } from '../tools/project.ts';

/** A table in Markdown, its numbers to the right; every row has as many cells as the header. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) =>
    Math.max(3, ...all.map((row) => row[column]?.length ?? 0)),
  );
  const isNumeric = header.map((_, column) =>
    rows.every((row) => /^(?:[\d.,×% ]+|–)?$/.test(row[column] ?? '')),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumeric[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(' | ')} |`;
  const rule = widths.map((width, column) =>
    isNumeric[column] === true ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}

/** Machine, commit and tools, for above a table: figures mean nothing without. */
export function conditions(tools: readonly string[]): string {
  const commit = execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], {
    encoding: 'utf8',
  }).trim();
  const versions = tools.map((tool) => {
    const text = execFileSync(tool, ['--version'], { encoding: 'utf8' });
    return `${tool} ${/\d+\.\d+\S*/.exec(text)?.[0] ?? ''}`;
  });
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  return [
    `${availableParallelism()} × ${processor}, ${memory}, Node ${process.version}`,
    ...versions,
    `commit ${commit}`,
  ].join('; ');
}
