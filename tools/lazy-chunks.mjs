import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { transform } from 'esbuild';
import { packEager } from './pack-eager.mjs';

/**
 * Splits a bundle for Node.js at its dynamic imports and writes all parts as CommonJS: esbuild splits ES modules alone
 * (https://esbuild.github.io/api/#splitting), so the parts are made as such and converted one by one. Code behind a
 * dynamic import is then not even parsed before it is needed, which for the extension is 30 ms of every window's start.
 *
 * @param {string} folder where below `outdir` the parts go that others import; emptied by each build
 * @param {{ packed?: readonly string[] }} [options] `packed`: the modules, by name, whose files are to hold all that they load
 *   at once
 * @returns {import('esbuild').Plugin}
 */
export function lazyChunks(folder, { packed = [] } = {}) {
  return {
    name: 'lazy-chunks',
    setup(build) {
      const options = build.initialOptions;
      const { minify, target, outdir = '.', sourcemap } = options;
      Object.assign(options, {
        format: 'esm',
        splitting: true,
        chunkNames: `${folder}/[name]-[hash]`,
        write: false,
        sourcemap: sourcemap ? 'inline' : false,
      });
      build.onEnd(async ({ outputFiles = [], errors }) => {
        if (errors.length > 0) return;
        await rm(path.join(outdir, folder), { recursive: true, force: true });
        const parts = await Promise.all(
          outputFiles.map(async (file) => {
            const { code } = await transform(file.text, {
              format: 'cjs',
              platform: 'node',
              legalComments: 'none',
              sourcefile: path.basename(file.path),
              sourcemap: sourcemap ? 'inline' : false,
              ...(minify === undefined ? {} : { minify }),
              ...(target === undefined ? {} : { target }),
            });
            return /** @type {const} */ ([file.path, code]);
          }),
        );
        // Maps would not fit what is packed, and a build with maps is for who debugs.
        const files = sourcemap
          ? new Map(parts)
          : packEager(new Map(parts), entriesOf(packed, parts));
        await Promise.all(
          [...files].map(async ([file, code]) => {
            await mkdir(path.dirname(file), { recursive: true });
            await writeFile(file, code);
          }),
        );
      });
    },
  };
}

/** @type {(names: readonly string[], parts: readonly (readonly [string, string])[]) => string[]} */
function entriesOf(names, parts) {
  return names.flatMap((name) => {
    const file = new RegExp(`[\\\\/]${name}(?:-[A-Z0-9]{8})?\\.cjs$`);
    return parts.map(([part]) => part).filter((part) => file.test(part));
  });
}
