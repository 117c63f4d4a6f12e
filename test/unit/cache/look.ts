import assert from 'node:assert/strict';
import { CacheObserver } from '../../../src/core/cache/observation.ts';
import type { CacheProbe, ProbeResult } from '../../../src/core/cache/probe.ts';
import { measureDirectory } from '../../../src/core/cache/size.ts';
import { ToolAnswers } from '../../../src/core/cache/tool-answers.ts';
import { homeDirectory } from '../../../src/core/cache/user-directory.ts';
import { runTool } from '../../../src/core/environment/tool-output.ts';
import { PlainLines } from '../../../src/core/terminal/plain-lines.ts';

/** Runs one probe as `probeCaches` does; each question may take `deadlineMs`. */
export function look(
  probe: CacheProbe,
  environment: NodeJS.ProcessEnv,
  {
    workspace = null,
    deadlineMs = 30_000,
  }: { workspace?: string | null; deadlineMs?: number } = {},
): Promise<ProbeResult> {
  const home = homeDirectory(environment);
  return probe.probe({
    environment,
    home,
    workspace,
    answers: new ToolAnswers(environment, home, deadlineMs),
    signal: new AbortController().signal,
  });
}

/** Runs a tool that must succeed, and gives what it printed: stderr, then stdout, on which npm ends. */
export async function run(
  executable: string,
  parameters: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Buffer> {
  const output = await runTool(executable, parameters, { cwd, environment });
  const { exitCode, stdout, stderr } = output;
  assert.equal(exitCode, 0, `${executable} ${parameters.join(' ')}: ${stderr}${stdout.toString()}`);
  return Buffer.concat([Buffer.from(stderr), stdout]);
}

/** What an observer counts in the output for one cache; nothing may be counted for another. */
export function counted(output: Buffer, cache: string): { hits: number; misses: number } {
  const lines = new PlainLines();
  const observer = new CacheObserver();
  const counts = [...lines.push(output), ...lines.end()].flatMap((line) => observer.push(line));
  assert.deepEqual(
    counts.filter((each) => each.cache !== cache),
    [],
  );
  return {
    hits: counts.reduce((sum, each) => sum + each.hits, 0),
    misses: counts.reduce((sum, each) => sum + each.misses, 0),
  };
}

/** The size of the directory that the probe names. */
export async function bytesOf({ directory }: ProbeResult): Promise<number> {
  assert.ok(directory !== null);
  return (await measureDirectory(directory)).bytes;
}
