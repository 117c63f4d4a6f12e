import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { outputDirectory } from './project.ts';

/** Written by the end-to-end tests, read by who sums up. */
export const activationFile = path.join(outputDirectory, 'test', 'activation.json');

const schema = z.object({ milliseconds: z.array(z.number()).min(1) });

/** Keeps what VS Code says that loading and activating the extension took, one value a window. */
export function writeActivation(milliseconds: readonly number[]): void {
  mkdirSync(path.dirname(activationFile), { recursive: true });
  writeFileSync(activationFile, JSON.stringify({ milliseconds }));
}

/** The median of what was kept; null when nothing was measured. */
export function readActivation(): number | null {
  if (!existsSync(activationFile)) return null;
  const { milliseconds } = schema.parse(JSON.parse(readFileSync(activationFile, 'utf8')));
  return milliseconds.sort((a, b) => a - b)[Math.floor(milliseconds.length / 2)] ?? null;
}
