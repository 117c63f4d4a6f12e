import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { projectNode, root } from './project.ts';

const rounds = 11;

/** Loads the bundle as an extension host does: with a `vscode` that is there already. */
const script = `
  const Module = require('node:module');
  const stub = new Proxy(function () {}, { get: (_, name) => name === Symbol.toPrimitive ? () => '' : stub, apply: () => stub, construct: () => stub });
  const load = Module._load;
  Module._load = (request, ...rest) => request === 'vscode' ? stub : load(request, ...rest);
  const start = process.hrtime.bigint();
  require(process.argv[1]);
  console.log(Number(process.hrtime.bigint() - start) / 1e6);`;

/** Median time to load the built extension in a fresh Node.js, in ms. */
export function measureLoad(): number {
  const times = Array.from({ length: rounds }, () =>
    Number(
      execFileSync(projectNode, ['-e', script, path.join(root, 'dist', 'extension.cjs')], {
        encoding: 'utf8',
      }),
    ),
  ).sort((a, b) => a - b);
  return times[Math.floor(rounds / 2)] ?? Number.NaN;
}

if (import.meta.main) console.log(`load ${measureLoad().toFixed(1)} ms`);
