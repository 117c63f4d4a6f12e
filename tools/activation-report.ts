import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { figures } from './figures.ts';
import { outputDirectory } from './project.ts';

/** Written by the end-to-end tests, a line for each window, and read by who sums up. */
export const activationFile = path.join(outputDirectory, 'test', 'activation.jsonl');

const costSchema = z.object({ elapsed: z.number(), processor: z.number() });
const windowSchema = z.object({ loading: costSchema, activating: costSchema });

/** What loading and activating took together in each window that was measured; ms. */
export function readActivation(): z.infer<typeof costSchema>[] {
  if (!existsSync(activationFile)) return [];
  const lines = readFileSync(activationFile, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const { loading, activating } = windowSchema.parse(JSON.parse(line));
    return {
      elapsed: loading.elapsed + activating.elapsed,
      processor: loading.processor + activating.processor,
    };
  });
}

/** Least and median of all windows, as text. */
export function activationReport(): string {
  const windows = readActivation();
  const elapsed = figures(windows.map((window) => window.elapsed));
  const processor = figures(windows.map((window) => window.processor));
  return `${elapsed} (processor ${processor})`;
}

if (import.meta.main) console.log(`load and activate in VS Code: ${activationReport()}`);
