import { existsSync, readFileSync } from 'node:fs';
import { build, context } from 'esbuild';
import { lazyChunks } from './tools/lazy-chunks.mjs';
import { zodNamespace } from './tools/zod-namespace.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** @type {import('esbuild').BuildOptions} */
const node = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  minify: production,
  sourcemap: !production,
  legalComments: 'none',
  logLevel: 'warning',
  outExtension: { '.js': '.cjs' },
  outdir: 'dist',
  define: { lanekeeperVersion: JSON.stringify(version) },
};

const bundles = [
  // Only the extension may import vscode. It is not external to the command line, so an import of it anywhere in the
  // engine fails this build.
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    banner: { js: '#!/usr/bin/env -S node --disable-warning=ExperimentalWarning' },
    plugins: [zodNamespace, lazyChunks('cli')],
  },
  {
    ...node,
    entryPoints: { extension: 'src/extension/extension.ts' },
    external: ['vscode'],
    plugins: [zodNamespace, lazyChunks('extension')],
  },
];

if (existsSync('webview/build.mjs')) {
  const { dashboard } = await import('./webview/build.mjs');
  bundles.push({ ...dashboard, minify: production, sourcemap: !production });
}

if (watch) {
  for (const options of bundles) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  await Promise.all(bundles.map((options) => build(options)));
}
