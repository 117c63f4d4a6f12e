import { build, context } from 'esbuild';
import { bundles } from './tools/bundles.mjs';

const production = process.argv.includes('--production');

const all = Object.values(bundles).map((bundle) => ({
  ...bundle,
  minify: production,
  sourcemap: !production,
}));

if (process.argv.includes('--watch')) {
  for (const bundle of all) await (await context({ ...bundle, logLevel: 'info' })).watch();
} else {
  await Promise.all(all.map((bundle) => build(bundle)));
}
