import { globSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { outputDirectory, root } from './project.ts';

const tests = path.join(root, 'test', 'vscode');

/** A state of VS Code that tests ask for by lying in the folder of that name; the workspace is the plain one. */
export const situations = ['workspace', 'empty', 'untrusted', 'multi-root'] as const;
export type Situation = (typeof situations)[number];

/** Where the bundle lies that exports `run()` for the tests of one situation. */
export function suiteBundle(situation: Situation): string {
  return path.join(outputDirectory, 'test', 'vscode', situation, 'index.cjs');
}

/**
 * Bundles test/vscode, one suite a situation: files directly in it are for `workspace`, those in a folder for the
 * situation of its name.
 *
 * @returns the situations that have tests
 */
export async function buildHostTests(): Promise<Situation[]> {
  const found = situations.filter((situation) => testFiles(situation).length > 0);
  await Promise.all(found.map((situation) => bundle(situation)));
  return found;
}

function testFiles(situation: Situation): string[] {
  const own = globSync(path.join(tests, situation, '**', '*.test.ts'));
  const shared = situation === 'workspace' ? globSync(path.join(tests, '*.test.ts')) : [];
  return [...own, ...shared].sort();
}

async function bundle(situation: Situation): Promise<void> {
  const imports = testFiles(situation).map((file) => `() => import(${JSON.stringify(file)})`);
  await build({
    stdin: {
      contents:
        `import { runSuite } from './run-suite.ts';\n` +
        `export const run = () => runSuite([${imports.join(', ')}]);\n`,
      resolveDir: tests,
      loader: 'ts',
    },
    outfile: suiteBundle(situation),
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    // As in the product's own bundles, and for the same reason.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    // The host provides the first; the second finds its parts by file name.
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

if (import.meta.main) await buildHostTests();
