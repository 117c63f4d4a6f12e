import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { findingKinds } from '../src/core/contention/finding.ts';
import { root } from './project.ts';

const fixtures = path.join(root, 'test', 'fixtures');

/** Where the transcripts recorded by `tools/record-transcripts.ts` are, one file a tool. */
export const recordedDirectory = path.join(fixtures, 'transcripts');

/** One label: what a transcript tells of. */
const labelSchema = z.object({
  kind: z.enum(findingKinds),
  resource: z.string(),
  blocking: z.boolean(),
  /** Where another tool than the transcript's says so. */
  tool: z.string().exactOptional(),
});

const transcriptSchema = z.object({
  id: z.string(),
  tool: z.string(),
  expect: z.array(labelSchema).readonly(),
  /** As they came. */
  chunks: z.array(z.string()),
  /** Whether the transcript also holds the end of the wait. */
  released: z.boolean().exactOptional(),
  /** The command line that printed it, where it is known. */
  command: z.string().exactOptional(),
  /** The first line of what the tool says of its version. */
  version: z.string().exactOptional(),
  /** The day on which it was recorded, `YYYY-MM-DD`. */
  recorded: z.string().exactOptional(),
  how: z.string().exactOptional(),
});

export type Transcript = z.infer<typeof transcriptSchema>;

/** The transcripts that the matcher was built on. */
export function composedTranscripts(): Transcript[] {
  return parse(path.join(fixtures, 'contention-samples.jsonl'));
}

/** The transcripts recorded from real tools that collided, and from real tools that only quote. */
export function recordedTranscripts(): Transcript[] {
  return readdirSync(recordedDirectory)
    .filter((name) => name.startsWith('contention-') && name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => parse(path.join(recordedDirectory, name)));
}

function parse(file: string): Transcript[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => transcriptSchema.parse(JSON.parse(line)));
}
