import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import { figures } from './figures.ts';
import { projectNode, root } from './project.ts';

const rounds = 31;

/** Loads the bundle as an extension host does: with a `vscode` that is there already. */
const script = `
  const Module = require('node:module');
  const stub = new Proxy(function () {}, { get: (_, name) => name === Symbol.toPrimitive ? () => '' : stub, apply: () => stub, construct: () => stub });
  const load = Module._load;
  Module._load = (request, ...rest) => request === 'vscode' ? stub : load(request, ...rest);
  const start = process.hrtime.bigint();
  const before = process.cpuUsage();
  require(process.argv[1]);
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ elapsed: Number(process.hrtime.bigint() - start) / 1e6, cpu: (user + system) / 1e3 }));`;

const sampleSchema = z.object({ elapsed: z.number(), cpu: z.number() });

/**
 * How long loading the built extension takes in a fresh Node.js, in ms: elapsed, and of the processor, which says the
 * same on a machine that is busy with other things.
 */
export function measureLoad(): string {
  const samples = Array.from({ length: rounds }, () =>
    sampleSchema.parse(
      JSON.parse(
        execFileSync(projectNode, ['-e', script, path.join(root, 'dist', 'extension.cjs')], {
          encoding: 'utf8',
        }),
      ),
    ),
  );
  const elapsed = figures(samples.map((sample) => sample.elapsed));
  const cpu = figures(samples.map((sample) => sample.cpu));
  return `load ${elapsed} (processor ${cpu})`;
}

if (import.meta.main) console.log(measureLoad());
