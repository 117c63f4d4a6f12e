/**
 * Records what real tools print when they are in each other's way:
 * `node tools/record-transcripts.ts [tool or id…]`, by default all. Writes one file a tool to `test/fixtures/transcripts`;
 * what is not recorded anew stays, with its labels as they are here. docs/contention.md says how to add one.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  recordedDirectory,
  recordedTranscripts,
  type Transcript,
} from './contention-transcripts.ts';
import { allCollisions } from './transcripts/all-collisions.ts';
import type { Collision, Collisions } from './transcripts/collision.ts';
import { Lab } from './transcripts/lab.ts';

const wanted = new Set(process.argv.slice(2));
const known = new Map(recordedTranscripts().map((transcript) => [transcript.id, transcript]));
for (const each of allCollisions) {
  const transcripts: Transcript[] = [];
  for (const collision of each.collisions) {
    const transcript = await transcriptOf(each, collision);
    if (transcript) transcripts.push(transcript);
    else process.exitCode = 1;
  }
  const lines = transcripts.map((transcript) => `${JSON.stringify(transcript)}\n`);
  if (lines.length === 0) continue;
  writeFileSync(path.join(recordedDirectory, `contention-${each.tool}.jsonl`), lines.join(''));
}

/** Recorded anew where that is wanted and possible, or else as it was; null if it never was. */
async function transcriptOf(
  { tool, version }: Collisions,
  collision: Collision,
): Promise<Transcript | null> {
  const { id, expect, released } = collision;
  const before = known.get(id);
  if (wanted.size === 0 || wanted.has(tool) || wanted.has(id)) {
    try {
      const says = versionOf(collision.version ?? version);
      const recorded = await recordCollision(collision, collision.tool ?? tool, says);
      console.log(id);
      return recorded;
    } catch (fault) {
      console.error(`${id}:`, fault);
    }
  }
  return before ? { ...before, expect, ...(released !== undefined && { released }) } : null;
}

/** What a tool says of its version, in its first line. */
function versionOf([program, ...rest]: Collisions['version']): string {
  const { stdout, stderr, error } = spawnSync(program, rest, { encoding: 'utf8' });
  if (error) throw error;
  return (stdout || stderr).trim().split('\n')[0] ?? '';
}

async function recordCollision(
  collision: Collision,
  tool: string,
  version: string,
): Promise<Transcript> {
  const { id, how, expect, released } = collision;
  const lab = new Lab();
  try {
    const { command, chunks } = await collision.record(lab);
    const recorded = new Date().toISOString().slice(0, 10);
    return {
      ...{ id, tool, version: lab.neutral(version), recorded, how, command, expect },
      ...(released !== undefined && { released }),
      chunks: [...chunks],
    };
  } finally {
    await lab.close();
  }
}
