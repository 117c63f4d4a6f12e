// @ts-check
// Runs on Node 20 without any dependency: it is what installs them.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Whether what npm last wrote into `directory`/node_modules is what the lockfile asks for. npm keeps its own record of
 * what it installed, written last (https://docs.npmjs.com/cli/configuring-npm/package-lock-json, "hidden lockfiles"),
 * so an install that was interrupted does not count.
 *
 * @param {string} directory
 * @returns {Promise<boolean>}
 */
export async function isInstalled(directory) {
  const wanted = await readPackages(path.join(directory, 'package-lock.json'));
  const present = await readPackages(path.join(directory, 'node_modules', '.package-lock.json'));
  if (wanted === null || present === null) return false;
  for (const [name, { version, integrity, optional }] of wanted) {
    if (name === '') continue;
    const found = present.get(name);
    // Optional packages are mostly builds for other platforms.
    if (found === undefined && optional === true) continue;
    if (found?.version !== version || found?.integrity !== integrity) return false;
  }
  return [...present.keys()].every((name) => wanted.has(name));
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 * @param {string} file
 * @returns {Promise<Map<string, LockedPackage> | null>} null where the file is missing or cut off
 */
async function readPackages(file) {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(file, 'utf8')).packages));
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return null;
    throw error;
  }
}

/**
 * Runs npm in `directory`, its output on stderr.
 *
 * @param {readonly string[]} parameters
 * @param {{ directory: string, node?: string, variables?: Record<string, string> }} options `node` runs npm and the
 *   packages' install scripts, where that is not to be the Node of this process.
 * @returns {Promise<void>} rejects when npm ends with another code than 0
 */
export async function runNpm(parameters, { directory, node = process.execPath, variables = {} }) {
  const environment = {
    ...withoutNpmRun(process.env),
    PATH: [path.dirname(node), process.env['PATH']].join(path.delimiter),
    ...variables,
  };
  const script = process.env['npm_execpath'];
  const viaScript = script !== undefined && path.basename(script) === 'npm-cli.js';
  const child = viaScript
    ? spawn(node, [script, ...parameters], options())
    : // npm is a batch file on Windows, which only a shell can start.
      spawn('npm', parameters, { ...options(), shell: process.platform === 'win32' });
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(undefined);
      else reject(new Error(`npm ${parameters.join(' ')} in ${directory} ended with ${code}.`));
    });
  });

  /** @returns {import('node:child_process').SpawnOptions} */
  function options() {
    return { cwd: directory, env: environment, stdio: ['ignore', process.stderr, process.stderr] };
  }
}

/**
 * What `npm run` tells its scripts about itself would make a nested npm believe in another Node, project and prefix.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
function withoutNpmRun(environment) {
  const own =
    /^npm_(?:lifecycle_|package_|node_execpath|command|execpath|config_(?:user_agent|local_prefix|prefix)$)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !own.test(name)));
}
