import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { CleanReport } from '../../../src/core/artifact/clean.ts';
import type { OwnedRoot } from '../../../src/core/artifact/owned-root.ts';
import type { Location } from '../../../src/core/location.ts';
import { owner } from './owned.ts';

const program = path.join(import.meta.dirname, '../../fixtures/programs/cleaner.ts');

/** The report as it is promised to scripts. */
const reportSchema = z.strictObject({
  dryRun: z.boolean(),
  removed: z.array(z.strictObject({ agent: z.string(), path: z.string(), bytes: z.number() })),
  kept: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
  bytes: z.number(),
});

export interface CleanerOptions {
  /** A signal that the process sends itself when progress is told for the count-th time. */
  readonly after?: { readonly count: number; readonly signal: NodeJS.Signals };
  readonly identity?: { readonly uid: number; readonly gid: number };
}

export interface CleanerProcess {
  readonly child: ChildProcess;
  /** Null when the process ended before it had a report. */
  readonly report: Promise<CleanReport | null>;
}

/** Cleans the owner's roots in a process of its own. */
export function startCleaner(
  location: Location,
  roots: readonly OwnedRoot[],
  { after, identity }: CleanerOptions = {},
): CleanerProcess {
  const request = { ...owner, home: location.home, roots, dryRun: false, after };
  const child = spawn(process.execPath, [program, JSON.stringify(request)], {
    ...identity,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  assert.ok(child.stdout);
  const output = text(child.stdout);
  const report = Promise.all([output, once(child, 'close')]).then(([json]) =>
    json === '' ? null : reportSchema.parse(JSON.parse(json)),
  );
  return { child, report };
}
