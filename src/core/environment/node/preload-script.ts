/**
 * Vite, vitest, eslint, prettier and tsc keep their caches in the checkout, and none of them reads a variable. Every
 * Node process loads this script first and does nothing more, unless its program is one of the table. What the user
 * says on the command line or in a settings file stands.
 *
 * It finds the agent's namespace by PATH, which reaches every process: turbo's strict mode lets no other variable of
 * ours through. It lies outside the namespace, so that a shell that has the environment of an agent that was cleaned
 * still runs Node.
 */
export const privateCaches = String.raw`'use strict';
// Written by Lanekeeper: gives tools that know no variable for it a cache of the agent's own. See docs/environment.md.
const tools = {
  // Its cache names each file's config and time; a folder gets a file for each working directory.
  eslint: { program: /\/eslint\/bin\/eslint\.js$/, option: '--cache-location', when: has('--cache'), place: (folder) => folder + '/' },
  prettier: { program: /\/prettier\/bin\/prettier\.cjs$/, option: '--cache-location', when: has('--cache'), place: (folder) => below(folder) + '/cache.json' },
  // Where it writes outputs too, what it notes is true only beside these.
  tsc: { program: /\/typescript\/bin\/tsc$/, option: '--tsBuildInfoFile', when: checksIncrementally, place: (folder) => below(folder, project()) + '.tsbuildinfo' },
  vite: { program: /\/vite\/bin\/vite\.js$/, patch: moveDefaults },
  vitest: { program: /\/vitest\/vitest\.mjs$/, patch: moveDefaults },
};

const [, main = ''] = process.argv;
const name = /([^\\/.]+)(?:\.[cm]?js)?$/.exec(main);
if (name && Object.hasOwn(tools, name[1]) && process.platform !== 'win32') {
  try {
    isolate(name[1], tools[name[1]]);
  } catch {
    // The tool then works as it would without an agent.
  }
}

function isolate(tool, { program, option, when, place, patch }) {
  const fs = require('node:fs');
  const path = require('node:path');
  if (!require('node:worker_threads').isMainThread || !program.test(fs.realpathSync(main))) return;
  const namespaces = path.resolve(__dirname, '..', '..', 'namespaces') + path.sep;
  const bin = (process.env.PATH || '').split(':').find((folder) => folder.startsWith(namespaces));
  const namespace = bin && path.join(namespaces, bin.slice(namespaces.length).split(path.sep)[0]);
  if (!namespace || !fs.existsSync(namespace)) return;
  const folder = path.join(namespace, 'cache', tool === 'tsc' ? 'tsbuildinfo' : tool === 'vitest' ? 'vite' : tool);
  if (patch) patch(folder);
  else if (!has(option)() && when()) process.argv.splice(2, 0, option, place(folder));
}

function has(option) {
  return () => process.argv.some((word) => word === option || word.startsWith(option + '='));
}

function below(folder, file = process.cwd()) {
  return folder + require('node:path').resolve(file);
}

/** The project's settings file, as tsc finds it. */
function project() {
  const at = process.argv.findIndex((word) => /^--?p(?:roject)?$/i.test(word));
  const named = require('node:path').resolve(at < 0 ? '.' : process.argv[at + 1]);
  return named.endsWith('.json') ? named : named + '/tsconfig.json';
}

/** Whether tsc checks only, keeps notes for the next time, and was not told where. */
function checksIncrementally() {
  if (process.argv.some((word) => /^--?b(?:uild)?$/i.test(word))) return false;
  const file = project();
  const settings = settingsOf(file, 8);
  const isSet = (option) => {
    const at = process.argv.findIndex((word) => word.toLowerCase() === '--' + option.toLowerCase());
    return at < 0 ? settings[option] === true : process.argv[at + 1] !== 'false';
  };
  return (
    isSet('noEmit') &&
    isSet('incremental') &&
    !isSet('composite') &&
    settings.tsBuildInfoFile === undefined
  );
}

/** The compiler options of a settings file and those it extends; one that is extended by a package's name is not looked at. */
function settingsOf(file, depth) {
  const fs = require('node:fs');
  if (depth === 0 || !fs.existsSync(file)) return {};
  const strings = (match) => (match[0] === '"' ? match : '');
  const text = fs
    .readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .replace(/"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[^]*?\*\//g, strings)
    .replace(/"(?:\\.|[^"\\])*"|,(?=\s*[\]}])/g, strings);
  const { extends: bases = [], compilerOptions = {} } = JSON.parse(text);
  const path = require('node:path');
  const inherited = [].concat(bases).map((base) => {
    if (!/^\.|^\//.test(base)) return { tsBuildInfoFile: 'not known' };
    const from = path.resolve(path.dirname(file), base);
    return settingsOf(from.endsWith('.json') ? from : from + '.json', depth - 1);
  });
  return Object.assign({}, ...inherited, compilerOptions);
}

/** Where vite 5 to 8 and vitest 3 to 5 name their default places; a cacheDir of the project's own comes before these. */
function defaultPlaces(folder) {
  const own = JSON.stringify(folder);
  return [
    [/\bjoin\(pkgDir, ${'`'}node_modules\/\.vite${'`'}\)/g, 'join(' + own + ', pkgDir)'],
    [/\bslash\((\w+) \|\| "node_modules\/\.vite"\)/g, 'slash($1 || ' + own + ' + root)'],
    [/\bjoin\((searchForWorkspaceRoot\([\w.]+\)), "node_modules", DEFAULT_CACHE_DIRNAME\)/g, 'join(' + own + ', $1, DEFAULT_CACHE_DIRNAME)'],
  ];
}

/** They have no option and no variable for it: the words are replaced as Node loads them. */
function moveDefaults(folder) {
  const { registerHooks } = require('node:module');
  if (!registerHooks) return; // before Node 22.15
  const places = defaultPlaces(folder);
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!/\/(?:vite|vitest)\/dist\/.*\.m?js$/.test(url) || loaded.source == null) return loaded;
      const text = typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source).toString();
      return { ...loaded, source: places.reduce((code, [words, own]) => code.replace(words, own), text) };
    },
  });
}
`;
