import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { transform } from 'esbuild';

/**
 * Splits a bundle for Node.js at its dynamic imports and writes all parts as CommonJS: esbuild splits ES modules alone
 * (https://esbuild.github.io/api/#splitting), so the parts are made as such and converted one by one. Code behind a
 * dynamic import is then not even parsed before it is needed, which for the extension is 30 ms of every window's start.
 *
 * @param {string} folder where below `outdir` the parts go that others import; emptied by each build
 * @returns {import('esbuild').Plugin}
 */
export function lazyChunks(folder) {
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
        await Promise.all(
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
            await mkdir(path.dirname(file.path), { recursive: true });
            await writeFile(file.path, code);
          }),
        );
      });
    },
  };
}
