import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { noteAfterInstall, noteBeforeInstall } from './python/distributions.ts';

/** What a preparation step is made from, and where it is noted how it ended. Paths absolute. */
export const stampSchema = z.object({
  file: z.string(),
  /** Files whose content decides what the step does; one that is missing counts as such. */
  inputs: z.array(z.string()),
  /** The virtual environment that the step installs into: what it puts there is noted as ours. */
  venv: z.string().exactOptional(),
});

export type Stamp = z.infer<typeof stampSchema>;

export interface StampState {
  /** Hash of the step and all that it is made from, hex. */
  readonly fingerprint: string;
  /** How the step ended with just these inputs; `stale` when it was not run with them, or not to its end. */
  readonly outcome: 'done' | 'failed' | 'stale';
}

/** @param of says a path or word as another agent's step has it, to ask whether that one did the same */
export async function readStamp(
  stamp: Stamp,
  command: readonly string[],
  of: (word: string) => string = (word) => word,
): Promise<StampState> {
  const hash = createHash('sha256').update(JSON.stringify(command.map(of)));
  for (const input of stamp.inputs) {
    const content = await readFile(input).catch(() => null);
    hash.update(`\0${of(input)}\0${content === null ? '-' : String(content.length)}\0`);
    if (content) hash.update(content);
  }
  const fingerprint = hash.digest('hex');
  const noted = await readFile(of(stamp.file), 'utf8').catch(() => '');
  const outcome = (['done', 'failed'] as const).find((each) => noted === `${each} ${fingerprint}`);
  return { fingerprint, outcome: outcome ?? 'stale' };
}

/** To be called before the step, so that one that is cut short is run again whatever its inputs are by then. */
export async function forgetStamp({ file, venv }: Stamp): Promise<void> {
  await rm(file, { force: true });
  if (venv !== undefined) await noteBeforeInstall(venv);
}

export async function noteStamp(
  { file, venv }: Stamp,
  fingerprint: string,
  outcome: 'done' | 'failed',
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${outcome} ${fingerprint}`);
  if (venv !== undefined) await noteAfterInstall(venv);
}
