import { fileURLToPath } from 'node:url';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * How esbuild makes the dashboard's page: dist/dashboard.js and, from the style sheets it imports, dist/dashboard.css.
 *
 * @type {import('esbuild').BuildOptions & { outdir: string }}
 */
export const dashboard = {
  entryPoints: { dashboard: file('main.tsx') },
  outdir: file('../dist'),
  bundle: true,
  format: 'iife',
  platform: 'browser',
  // Electron 39, of VS Code 1.110: https://releases.electronjs.org/release/v39.0.0
  target: 'chrome142',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};
