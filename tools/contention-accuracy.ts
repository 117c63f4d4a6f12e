import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ContentionMatcher } from '../src/core/contention/matcher.ts';
import { root } from './project.ts';

const sampleSchema = z.object({
  tool: z.string(),
  expect: z.array(z.object({ kind: z.string(), resource: z.string() })),
  chunks: z.array(z.string()),
});

/**
 * Precision and recall of the contention matcher over the labelled transcripts, in one line: a finding counts when tool,
 * kind and resource are those of the label.
 */
export function contentionAccuracy(): string {
  const file = path.join(root, 'test/fixtures/contention-samples.jsonl');
  const samples = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => sampleSchema.parse(JSON.parse(line)));
  let expected = 0;
  let found = 0;
  let right = 0;
  for (const { tool, expect, chunks } of samples) {
    const matcher = new ContentionMatcher();
    const signals = chunks.flatMap((chunk) => matcher.push(Buffer.from(chunk)));
    const findings = [...signals, ...matcher.end()].filter(({ type }) => type === 'found');
    const left = expect.map(({ kind, resource }) => JSON.stringify([tool, kind, resource]));
    expected += left.length;
    found += findings.length;
    for (const { finding } of findings) {
      const at = left.indexOf(JSON.stringify([finding.tool, finding.kind, finding.resource]));
      if (at < 0) continue;
      left.splice(at, 1);
      right += 1;
    }
  }
  const share = (of: number) => (of === 0 ? 1 : right / of).toFixed(3);
  return `contention in ${String(samples.length)} labelled transcripts: precision ${share(found)}, recall ${share(expected)} (${String(right)} of ${String(expected)})`;
}
