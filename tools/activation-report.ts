import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { figures } from './figures.ts';
import { outputDirectory } from './project.ts';

/** Written by the end-to-end tests, read by who sums up. */
export const activationFile = path.join(outputDirectory, 'test', 'activation.json');

const schema = z.object({ milliseconds: z.array(z.number()).min(1) });

/** Keeps what VS Code says that loading and activating the extension took, one value a window. */
export function writeActivation(milliseconds: readonly number[]): void {
  mkdirSync(path.dirname(activationFile), { recursive: true });
  writeFileSync(activationFile, JSON.stringify({ milliseconds }));
}

/** What was kept, least and median of all windows, as text. */
export function activationReport(): string {
  if (!existsSync(activationFile)) return figures([]);
  return figures(schema.parse(JSON.parse(readFileSync(activationFile, 'utf8'))).milliseconds);
}

if (import.meta.main) console.log(`load and activate in VS Code: ${activationReport()}`);
