import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeFiles } from '../unit/git-repository.ts';
import { temporaryDirectory } from '../unit/temporary-directory.ts';
import { type CallOptions, errorOf, lanekeeper } from './command-line.ts';

const taskSchema = z.strictObject({
  name: z.string(),
  class: z.string().nullable(),
  status: z.string(),
  reason: z.string().nullable(),
  priority: z.number(),
  agent: z.string().nullable(),
  fingerprint: z.string().nullable(),
  cached: z.boolean(),
});
const listSchema = z.strictObject({ tasks: z.array(taskSchema) });
const graphSchema = z.strictObject({
  nodes: z.array(taskSchema.extend({ layer: z.number() })),
  edges: z.array(z.strictObject({ from: z.string(), to: z.string() })),
});

describe('the tasks of a project on the command line', function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  let options: CallOptions;

  beforeEach(() => {
    const cwd = path.join(directory(), 'checkout');
    mkdirSync(cwd);
    options = { home: path.join(directory(), 'home'), cwd };
    writeFiles(cwd, {
      'lanekeeper.json': JSON.stringify({
        tasks: {
          schema: { command: 'cat in > schema.out', inputs: ['in'], outputs: ['schema.out'] },
          api: { command: 'echo no; exit 3', dependsOn: ['schema'], class: 'compile' },
          web: { command: 'true', dependsOn: ['schema'], inputs: ['in'], priority: 70 },
          all: { dependsOn: ['api', 'web'] },
        },
      }),
      'package.json': JSON.stringify({ scripts: { lint: 'true' } }),
      in: 'content',
    });
  });

  async function list() {
    const { code, stdout, stderr } = await lanekeeper(['task', 'list', '--json'], options);
    assert.equal(code, 0, stderr);
    const { tasks } = listSchema.parse(JSON.parse(stdout));
    return new Map(tasks.map((task) => [task.name, task]));
  }

  it('are listed whether declared or found, before any of them was run', async () => {
    const tasks = await list();
    assert.deepEqual([...tasks.keys()], ['all', 'api', 'lint', 'schema', 'web']);
    assert.deepEqual(tasks.get('web'), {
      ...{ name: 'web', class: null, status: 'idle', reason: null, priority: 70, agent: null },
      ...{ fingerprint: null, cached: false },
    });
    assert.equal(tasks.get('api')?.class, 'compile');
  });

  it('are listed as they ended, with the reason, the fingerprint, and what was not run', async () => {
    await lanekeeper(['task', 'run', 'web'], options);
    await lanekeeper(['task', 'run', 'api', 'schema'], options);
    const tasks = await list();
    assert.equal(tasks.get('web')?.status, 'done');
    assert.match(tasks.get('web')?.fingerprint ?? '', /^[0-9a-f]{64}$/);
    assert.equal(tasks.get('api')?.status, 'failed');
    assert.match(tasks.get('api')?.reason ?? '', /exit code 3/);
    const { stdout } = await lanekeeper(['task', 'list'], options);
    assert.match(stdout, /^TASK +CLASS +STATUS +PRIORITY/);
    assert.match(stdout, /^api +compile +failed +50 .*exit code 3/m);
  });

  it('are a graph of nodes, edges and layers, whole or as far as some need it', async () => {
    const read = async (...names: string[]) => {
      const { stdout } = await lanekeeper(['task', 'graph', ...names, '--json'], options);
      return graphSchema.parse(JSON.parse(stdout));
    };
    const { nodes, edges } = await read();
    assert.deepEqual(Object.fromEntries(nodes.map(({ name, layer }) => [name, layer])), {
      schema: 0,
      lint: 0,
      api: 1,
      web: 1,
      all: 2,
    });
    assert.deepEqual(edges.map(({ from, to }) => `${from} → ${to}`).sort(), [
      'api → all',
      'schema → api',
      'schema → web',
      'web → all',
    ]);
    const part = await read('web');
    assert.deepEqual(part.nodes.map(({ name }) => name).sort(), ['schema', 'web']);
  });

  it('are a tree for people', async () => {
    const { stdout } = await lanekeeper(['task', 'graph', 'all'], options);
    assert.deepEqual(stdout.trimEnd().split('\n'), [
      'all  idle',
      '├─ api  idle',
      '│  └─ schema  idle',
      '└─ web  idle',
      '   └─ schema  idle',
    ]);
  });

  it('name what there is not, and say so where there is none', async () => {
    const wrong = await lanekeeper(['task', 'graph', 'wep', '--json'], options);
    assert.match(errorOf(wrong).cure, /Did you mean "web"/);
    assert.equal(wrong.code, 4);
    writeFiles(options.cwd, { 'lanekeeper.json': '{ "discover": false, "tasks": {} }' });
    for (const command of ['list', 'graph']) {
      const { code, stdout, stderr } = await lanekeeper(['task', command], options);
      assert.deepEqual([code, stdout], [0, '']);
      assert.match(stderr, /No task is declared or found in /);
    }
  });
});
