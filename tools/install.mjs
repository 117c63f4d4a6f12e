// @ts-check
// Installs the project's packages where they are missing or out of date. Runs on Node 20 without any dependency,
// before every `npm start` and `npm test`; where nothing is to do it asks no registry.
import { access } from 'node:fs/promises';
import path from 'node:path';
import { isInstalled, runNpm } from './npm-install.mjs';

const root = path.resolve(import.meta.dirname, '..');
// Its own install script puts this file there, the one of npm's that must not be switched off.
const node = path.join(root, 'node_modules', 'node', 'bin', 'node');

try {
  if (!(await isInstalled(root))) {
    console.error('Installing the packages of package-lock.json …');
    await runNpm(['ci'], { directory: root });
  }
} catch (error) {
  fail(error instanceof Error ? error.message : String(error), [
    'Check the network and the registry that "npm config get registry" names, then run the same command again.',
    'If it says that package.json and package-lock.json are out of step, run "npm install".',
  ]);
}
await access(process.platform === 'win32' ? `${node}.exe` : node).catch(() => {
  fail('The "node" package has no program in it.', [
    'Allow install scripts ("npm config get ignore-scripts" must say false), remove node_modules, run the command again.',
  ]);
});

/**
 * @param {string} problem
 * @param {readonly string[]} cures
 */
function fail(problem, cures) {
  console.error(`\nThe packages could not be installed: ${problem}`);
  for (const cure of cures) console.error(`  ${cure}`);
  process.exit(1);
}
