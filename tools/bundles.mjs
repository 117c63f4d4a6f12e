// @ts-check
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dashboard } from '../webview/build.mjs';
import { lazyChunks } from './lazy-chunks.mjs';
import { zodNamespace } from './zod-namespace.mjs';

const root = path.resolve(import.meta.dirname, '..');

const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** @type {import('esbuild').BuildOptions} */
const node = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  legalComments: 'none',
  logLevel: 'warning',
  outExtension: { '.js': '.cjs' },
  outdir: 'dist',
  // Its other build hides what it requires from bundlers (microsoft/node-jsonc-parser, issue 57).
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  define: { lanekeeperVersion: JSON.stringify(version) },
};

/**
 * What the project is built into. Only the extension may import vscode. It is not external to the command line, so that
 * an import of it anywhere in the engine fails the build.
 *
 * @satisfies {Record<string, import('esbuild').BuildOptions>}
 */
export const bundles = {
  commandLine: {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    banner: { js: '#!/usr/bin/env -S node --disable-warning=ExperimentalWarning' },
    plugins: [
      zodNamespace,
      lazyChunks('cli', { packed: ['cli', 'run-fresh', 'run-from-terminal', 'list', 'supervise'] }),
    ],
  },
  extension: {
    ...node,
    entryPoints: { extension: 'src/extension/extension.ts' },
    external: ['vscode'],
    plugins: [zodNamespace, lazyChunks('extension', { packed: ['extension'] })],
  },
  dashboard: { ...dashboard, absWorkingDir: root },
};
