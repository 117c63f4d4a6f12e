import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { scriptCommand } from '../../../../src/core/task/declaration/script-command.ts';
import type { WorkspacePackage } from '../../../../src/core/task/declaration/workspace-packages.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const manager = { manager: 'pnpm', root: 'node' } as const;

function own(directory: string, scripts: Readonly<Record<string, string>>): WorkspacePackage {
  return {
    directory,
    name: null,
    scripts: new Map(Object.entries(scripts)),
    dependencies: new Set(),
  };
}

describe('the command of a script', () => {
  const directory = temporaryDirectory();

  function program(folder: string, name: string): void {
    const bin = path.join(directory(), folder, 'node_modules', '.bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(bin, name), `#!/bin/sh\necho ${folder}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }

  it('finds programs among the package’s own and the workspace’s', () => {
    program('node/packages/a', 'mine');
    program('node', 'ours');
    const [file = '', ...parameters] = scriptCommand(
      own('node/packages/a', { build: 'mine && ours' }),
      'build',
      manager,
    );
    const cwd = path.join(directory(), 'node/packages/a');
    assert.equal(
      execFileSync(file, parameters, { cwd, encoding: 'utf8' }),
      'node/packages/a\nnode\n',
    );
  });

  for (const scripts of [
    { build: 'x', prebuild: 'y' },
    { build: 'x', postbuild: 'y' },
    { build: 'echo $npm_package_version' },
  ]) {
    it(`is the package manager’s where only that does the same: ${JSON.stringify(scripts)}`, () => {
      assert.deepEqual(scriptCommand(own('a', scripts), 'build', manager), [
        'pnpm',
        'run',
        'build',
      ]);
    });
  }
});
