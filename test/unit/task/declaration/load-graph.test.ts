import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import {
  findKeptTaskFile,
  keepTaskFile,
} from '../../../../src/core/task/declaration/kept-task-file.ts';
import { loadGraph } from '../../../../src/core/task/declaration/load-graph.ts';
import { copyPolyglot } from '../../../../tools/polyglot.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const plan = z.object({
  tasks: z.array(
    z.object({
      package: z.string(),
      task: z.string(),
      command: z.string(),
      directory: z.string(),
      dependencies: z.array(z.string()),
    }),
  ),
});

describe('the tasks of a checkout', () => {
  const directory = temporaryDirectory();
  const home = temporaryDirectory();
  const load = (checkout: string, names: readonly string[] | null) =>
    loadGraph({ tasks: home() }, checkout, names);

  function write(files: Readonly<Record<string, unknown>>): string {
    const checkout = directory();
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
      writeFileSync(
        path.join(checkout, file),
        typeof content === 'string' ? content : JSON.stringify(content),
      );
    }
    return checkout;
  }

  it('are found in Cargo workspaces, package.json and pyproject.toml', async () => {
    const checkout = path.join(directory(), 'polyglot');
    await copyPolyglot(checkout);
    const { graph, problems } = await load(checkout, null);
    assert.deepEqual(problems, []);
    const build = graph.tasks.get('node/packages/tally#build');
    assert.deepEqual(build?.dependsOn, ['node/packages/text#build']);
    const test = graph.tasks.get('rust/crates/report#cargo-test');
    assert.deepEqual(test?.command, ['cargo', 'test', '--package', 'report']);
    assert.ok(test.inputs?.includes('rust/crates/tally/**'), 'a crate that it is built from');
    assert.equal(graph.tasks.get('python#pytest')?.class, 'test');
  });

  it('of turbo.json depend on each other as turbo says', async function () {
    await requireTool(this, 'turbo');
    const script = { build: 'true', test: 'true', dev: 'sleep 9' };
    const checkout = write({
      'package.json': {
        name: 'all',
        packageManager: 'npm@11.0.0',
        workspaces: ['packages/*'],
        scripts: { lint: 'true' },
      },
      'package-lock.json': { name: 'all', lockfileVersion: 3, packages: {} },
      'packages/base/package.json': { name: 'base', version: '1.0.0', scripts: script },
      'packages/mid/package.json': {
        name: 'mid',
        version: '1.0.0',
        // No build of its own: what is above it waits for what is below.
        scripts: { test: 'true' },
        dependencies: { base: '*' },
      },
      'packages/top/package.json': {
        name: 'top',
        version: '1.0.0',
        scripts: script,
        devDependencies: { mid: '*' },
      },
      'turbo.json': `{
        // turbo reads comments
        "tasks": {
          "build": { "dependsOn": ["^build"], "outputs": ["dist/**"] },
          "test": { "dependsOn": ["build", "^test"] },
          "top#test": { "dependsOn": ["base#build"] },
          "dev": { "persistent": true, "cache": false },
          "//#lint": {},
        },
      }`,
    });
    const { graph, problems } = await load(checkout, null);
    assert.deepEqual(problems, []);
    assert.equal(graph.tasks.has('packages/top#dev'), false);

    const { stdout } = await promisify(execFile)(
      'turbo',
      ['run', 'build', 'test', '//#lint', '--dry-run=json', '--no-daemon'],
      { cwd: checkout, env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' } },
    );
    const { tasks } = plan.parse(JSON.parse(stdout));
    const real = tasks.filter(({ command }) => command !== '<NONEXISTENT>');
    const names = new Map(
      real.map((each) => [
        `${each.package}#${each.task}`,
        each.directory === '' ? each.task : `${each.directory}#${each.task}`,
      ]),
    );
    assert.deepEqual([...graph.tasks.keys()].sort(), [...names.values()].sort());
    // A package without the script is a task of turbo's all the same, one that does nothing.
    const through = (id: string): string[] => {
      const name = names.get(id);
      if (name !== undefined) return [name];
      const task = tasks.find((each) => `${each.package}#${each.task}` === id);
      return (task?.dependencies ?? []).flatMap(through);
    };
    for (const each of real) {
      const name = names.get(`${each.package}#${each.task}`) ?? '';
      assert.deepEqual(
        [...(graph.tasks.get(name)?.dependsOn ?? [])].sort(),
        [...new Set(each.dependencies.flatMap(through))].sort(),
        name,
      );
    }
  });

  it('that are declared take the place of those found by the same name', async () => {
    const checkout = write({
      'package.json': { scripts: { build: 'echo found', test: 'true' } },
      'lanekeeper.json': { tasks: { build: { command: ['declared'] } } },
    });
    const { graph } = await load(checkout, null);
    assert.deepEqual(graph.tasks.get('build')?.command, ['declared']);
    assert.ok(graph.tasks.has('test'));
  });

  it('are not looked for in other files where all that is wanted is declared', async () => {
    const checkout = write({
      'package.json': '{ broken',
      'lanekeeper.json': { tasks: { a: { command: 'true' }, b: { dependsOn: ['a'] } } },
    });
    assert.deepEqual((await load(checkout, ['b'])).problems, []);
    const { problems, graph } = await load(checkout, null);
    assert.match(problems.join(), /^package\.json cannot be read/);
    assert.equal(graph.tasks.size, 2);
  });

  it('tell of a turbo.json and a pnpm-workspace.yaml that are there and cannot be read', async () => {
    const checkout = write({ 'package.json': { scripts: { build: 'true' } } });
    for (const file of ['turbo.json', 'pnpm-workspace.yaml']) mkdirSync(path.join(checkout, file));
    const { problems, graph } = await load(checkout, null);
    assert.deepEqual(problems.map((problem) => problem.split(' ')[0]).sort(), [
      'pnpm-workspace.yaml',
      'turbo.json',
    ]);
    assert.deepEqual(graph.order, ['build']);
  });

  it('are checked again only where lanekeeper.json is another', async () => {
    const tasks = { a: { command: ['x'], outputs: ['o'] }, b: { dependsOn: ['a'] } };
    const text = JSON.stringify({ discover: false, tasks });
    const checkout = write({ 'lanekeeper.json': text });
    const place = { tasks: home() };
    const first = await loadGraph(place, checkout, null);
    assert.deepEqual(await loadGraph(place, checkout, null), first);
    const kept = findKeptTaskFile(place, checkout, text);
    assert.deepEqual(kept?.declarations, [...first.graph.tasks.values()]);
    // What is kept is what is taken: half of it gives half a graph.
    keepTaskFile(place, checkout, text, { ...kept, declarations: kept.declarations.slice(0, 1) });
    assert.deepEqual([...(await loadGraph(place, checkout, null)).graph.tasks.keys()], ['a']);
    keepTaskFile(place, checkout, text, kept);

    for (const fault of ['a', 'b']) {
      write({ 'lanekeeper.json': { tasks: { ...tasks, c: { dependsOn: ['c'] } } } });
      await assert.rejects(loadGraph(place, checkout, [fault]), { code: 'task-cycle' });
    }
    write({ 'lanekeeper.json': text });
    assert.deepEqual(await loadGraph(place, checkout, null), first);
  });

  it('of other tools that make the same files are run, and their files are not kept', async () => {
    const checkout = write({
      'package.json': { workspaces: ['a'], scripts: {} },
      'a/package.json': { name: 'a', scripts: { build: 'true', types: 'true' } },
      'turbo.json': { tasks: { build: { outputs: ['dist/**'] }, types: { outputs: ['dist/**'] } } },
    });
    const { graph, problems } = await load(checkout, null);
    assert.equal(graph.tasks.get('a#build')?.outputs, null);
    assert.match(problems.join(), /"a#build" and "a#types" both make a\/dist\/\*\*\./);
  });

  it('of broken manifests are left out, each with its reason', async () => {
    const checkout = write({
      'rust/Cargo.toml': '[workspace\n',
      'node/package.json': '[]',
      'python/pyproject.toml': '[project\n',
      'python/setup.py': '',
    });
    const { problems } = await load(checkout, null);
    assert.equal(problems.length, 3, problems.join('\n'));
  });
});
