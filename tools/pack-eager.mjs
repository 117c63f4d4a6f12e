import path from 'node:path';

const loaded = /\brequire\("(\.{1,2}\/[^"]+)"\)/g;
const awaited = /\bimport\("(\.{1,2}\/[^"]+)"\)/g;

/** What esbuild writes for Node.js, which looks for the names of a part that is imported and does not run it for them. */
const names = /\b0&&\(module\.exports=\{[^{}]*\}\);?/;

/**
 * Puts the parts that entries load at once, dozens of small ones as esbuild splits them, into few files: each file costs
 * about 0.2 ms, however small it is, and 0.3 ms in an extension host. The first entry's own file gets all that this
 * loads, for it is loaded before all others; of what is left, the parts that the same entries load are in one file. Other
 * parts find them by files that lead there.
 *
 * @param {ReadonlyMap<string, string>} files CommonJS by absolute path, as esbuild wrote it
 * @param {readonly string[]} entries
 * @returns {Map<string, string>}
 */
export function packEager(files, entries) {
  const packOf = assign(files, entries);
  const packed = new Map(files);
  for (const [file, pack] of packOf) {
    const led = `module.exports=${partIn(pack, file, path.dirname(file))};`;
    packed.set(file, `${led}${names.exec(files.get(file) ?? '')?.[0] ?? ''}\n`);
  }
  for (const pack of new Set(packOf.values())) packed.set(pack, write(files, packOf, pack));
  return packed;
}

/**
 * The file that each part goes into.
 *
 * @param {ReadonlyMap<string, string>} files
 * @param {readonly string[]} entries
 * @returns {Map<string, string>}
 */
function assign(files, [first, ...others]) {
  if (first === undefined) return new Map();
  /** @type {Map<string, string[]>} */
  const loaders = new Map();
  const atFirst = closure(files, first);
  for (const entry of others) {
    for (const file of closure(files, entry)) {
      if (!atFirst.has(file)) loaders.set(file, [...(loaders.get(file) ?? []), entry]);
    }
  }
  const packOf = new Map([...atFirst].map((file) => [file, first]));
  for (const [file, entries] of loaders) {
    const [one = ''] = entries;
    const name = entries.map((entry) => path.basename(entry, '.cjs')).join('+');
    packOf.set(file, entries.length === 1 ? one : path.join(path.dirname(one), `${name}.cjs`));
  }
  return packOf;
}

/** @type {(files: ReadonlyMap<string, string>, entry: string) => Set<string>} */
function closure(files, entry) {
  const all = new Set([entry]);
  for (const file of all) {
    for (const [, target = ''] of (files.get(file) ?? '').matchAll(loaded)) {
      all.add(path.resolve(path.dirname(file), target));
    }
  }
  return all;
}

/**
 * @param {ReadonlyMap<string, string>} files
 * @param {ReadonlyMap<string, string>} packOf
 * @param {string} pack
 */
function write(files, packOf, pack) {
  const folder = path.dirname(pack);
  const parts = [...packOf].filter(([, other]) => other === pack);
  const codes = parts.map(([file]) => {
    /** @type {(target: string) => string} */
    const resolve = (target) => path.resolve(path.dirname(file), target);
    const code = (files.get(file) ?? '')
      .replace(/^#!.*/, '')
      .replace(loaded, (_, target) => {
        const part = resolve(target);
        const other = packOf.get(part);
        if (other === pack) return `part("${nameOf(pack, part)}")`;
        return other ? partIn(other, part, folder) : `require("${leadTo(part, folder)}")`;
      })
      .replace(awaited, (_, target) => `import("${leadTo(resolve(target), folder)}")`);
    return `"${nameOf(pack, file)}":(function(module,exports){${code}\n})`;
  });
  const own = files.get(pack);
  const start =
    own === undefined
      ? ''
      : `module.exports=part("${nameOf(pack, pack)}");module.exports.part=part;`;
  return `${/^#!.*\n/.exec(own ?? '')?.[0] ?? ''}"use strict";const made={},parts={${codes.join(',\n')}};
const part=(name)=>{let it=made[name];if(!it){it=made[name]={exports:{}};parts[name](it,it.exports)}return it.exports};
exports.part=part;${start}
${names.exec(own ?? '')?.[0] ?? ''}
`;
}

/** @type {(pack: string, file: string, folder: string) => string} */
function partIn(pack, file, folder) {
  return `require("${leadTo(pack, folder)}").part("${nameOf(pack, file)}")`;
}

/** @type {(pack: string, file: string) => string} */
function nameOf(pack, file) {
  return path.relative(path.dirname(pack), file).split(path.sep).join('/');
}

/** @type {(file: string, folder: string) => string} */
function leadTo(file, folder) {
  const name = path.relative(folder, file).split(path.sep).join('/');
  return name.startsWith('.') ? name : `./${name}`;
}
