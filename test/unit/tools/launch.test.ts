import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { root } from '../../../tools/project.ts';

const launchSchema = z.object({
  configurations: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['node', 'extensionHost']),
      runtimeExecutable: z.string().optional(),
      program: z.string().optional(),
      args: z.array(z.string()).default([]),
      preLaunchTask: z.string().optional(),
    }),
  ),
});
const tasksSchema = z.object({ tasks: z.array(z.object({ label: z.string() })) });

const read = (name: string): unknown =>
  JSON.parse(readFileSync(path.join(root, '.vscode', name), 'utf8'));
const place = (text: string): string => text.replace('${workspaceFolder}', root);

describe('an entry of launch.json', () => {
  const { configurations } = launchSchema.parse(read('launch.json'));
  const { tasks } = tasksSchema.parse(read('tasks.json'));

  for (const { name, type, runtimeExecutable, program, args, preLaunchTask } of configurations) {
    if (type === 'node') {
      it(`starts "${name}" with the Node.js of the project, which runs TypeScript`, () => {
        assert.ok(runtimeExecutable !== undefined && program !== undefined);
        const version = execFileSync(place(runtimeExecutable), ['--version'], { encoding: 'utf8' });
        assert.ok(Number(/^v(\d+)/.exec(version)?.[1]) >= 24, version);
        assert.ok(program.includes('/dist/') || existsSync(place(program)), program);
      });
    }
    it(`finds what "${name}" names`, () => {
      for (const pattern of args.filter((argument) => argument.startsWith('test/')))
        assert.ok(globSync(pattern, { cwd: root }).length > 0, pattern);
      assert.ok(preLaunchTask === undefined || tasks.some(({ label }) => label === preLaunchTask));
    });
  }

  it('is there for every suite', () => {
    const started = configurations.flatMap(({ program = '', args }) => [program, ...args]);
    const suites = readdirSync(path.join(root, 'test')).filter(
      (name) => globSync(`test/${name}/**/*.test.ts`, { cwd: root }).length > 0,
    );
    for (const suite of suites) {
      // Tests in VS Code are started by the program that opens one.
      const by = suite === 'vscode' ? 'tools/host-tests.ts' : `test/${suite}/**/*.test.ts`;
      assert.ok(
        started.some((each) => each.endsWith(by)),
        by,
      );
    }
  });
});
