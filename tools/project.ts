import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The checkout these tools belong to. Absolute. */
export const root = path.resolve(import.meta.dirname, '..');

/** What the build leaves and what tests write: never committed. */
export const outputDirectory = path.join(root, 'out');

/** Downloads and installs that survive a build. */
export const cacheDirectory = path.join(root, '.cache');

const nodePackage = path.join(root, 'node_modules', 'node');

/** The Node that VS Code's extension hosts run too, from the `node` package, whatever Node the machine has. */
export const projectNode = path.join(
  nodePackage,
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/**
 * The folder with the C headers of {@link projectNode}, or null where its package brought none. Native modules build
 * against it without a download (npm's `nodedir`).
 */
export function nodeHeaders(): string | null {
  const parent = path.join(nodePackage, 'node_modules');
  if (!existsSync(parent)) return null;
  const directories = readdirSync(parent).map((name) => path.join(parent, name));
  return (
    directories.find((directory) =>
      existsSync(path.join(directory, 'include', 'node', 'node.h')),
    ) ?? null
  );
}
