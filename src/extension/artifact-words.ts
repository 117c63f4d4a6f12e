import type { ArtifactKind } from '../core/artifact/inventory.ts';

/** What a person calls what agents write. */
export const artifactWords: Readonly<Record<ArtifactKind, string>> = {
  target: 'Rust target',
  build: 'build output',
  venv: 'virtual environment',
  cache: 'tool caches of its own',
  log: 'logs',
  temporary: 'temporary files',
  worktree: 'git worktree',
  memory: 'build directory in memory',
  other: 'other files',
};
