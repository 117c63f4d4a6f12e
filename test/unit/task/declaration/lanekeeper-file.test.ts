import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { LanekeeperError } from '../../../../src/core/error.ts';
import { parseTaskFile } from '../../../../src/core/task/declaration/lanekeeper-file.ts';
import { schemaFile, taskSchemaText } from '../../../../tools/task-schema.ts';

const parse = (tasks: object) => parseTaskFile(JSON.stringify({ tasks }), '/p/lanekeeper.json');

function refusal(text: string): string {
  try {
    parseTaskFile(text, '/p/lanekeeper.json');
  } catch (fault) {
    if (fault instanceof LanekeeperError && fault.code === 'task-declaration-invalid') {
      return fault.message;
    }
    throw fault;
  }
  return assert.fail('was not refused');
}

describe('lanekeeper.json', () => {
  it('declares tasks whose globs are relative to their folder', () => {
    const [task] = parse({
      build: {
        command: ['make'],
        directory: 'lib',
        inputs: ['src/**', '!src/gen/**'],
        outputs: ['out/**'],
        class: 'compile',
        needs: { memory: '1.5G', cores: 2 },
      },
    }).declarations;
    assert.ok(task);
    assert.deepEqual(task.command, ['make']);
    assert.deepEqual(task.inputs, ['lib/src/**', '!lib/src/gen/**']);
    assert.deepEqual(task.outputs, ['lib/out/**']);
    assert.equal(task.needs.memoryBytes, 1.5 * 1024 ** 3);
    assert.equal(task.priority, 50);
  });

  it('takes the letters of a folder’s name for themselves in globs', () => {
    const [task] = parse({ a: { directory: 'app/[id]', inputs: ['*.ts'] } }).declarations;
    assert.deepEqual(task?.inputs, ['app/[[]id]/*.ts']);
  });

  it('tells undeclared inputs from none', () => {
    const [a, b] = parse({ a: { command: 'x' }, b: { command: 'x', inputs: [] } }).declarations;
    assert.equal(a?.inputs, null);
    assert.deepEqual(b?.inputs, []);
  });

  it('names every fault at once, each with its place', () => {
    const said = refusal(
      JSON.stringify({
        tasks: { a: { command: '', priority: 500 }, b: { outputs: ['../x'], colour: 'red' } },
      }),
    );
    for (const part of [
      'tasks.a.command: must not be empty',
      'tasks.a.priority',
      'tasks.b.outputs.0',
      'colour',
    ]) {
      assert.ok(said.includes(part), said);
    }
  });

  for (const outside of [
    '/etc/passwd',
    '../x',
    'a/../../x',
    'C:\\x',
    '\\\\host\\x',
    '!../x',
    'a\0b',
  ]) {
    it(`refuses an output outside the project: ${JSON.stringify(outside)}`, () => {
      assert.match(
        refusal(JSON.stringify({ tasks: { a: { command: 'x', outputs: [outside] } } })),
        /must/,
      );
    });
  }

  for (const gits of ['.git/**', '.git', 'sub/.git/HEAD', '.GIT/x']) {
    it(`refuses an output that is git’s own: ${gits}`, () => {
      const text = JSON.stringify({ tasks: { a: { command: 'x', outputs: [gits] } } });
      assert.match(refusal(text), /tasks\.a\.outputs\.0: must not lie in \.git/);
    });
  }

  it('says where its JSON is broken', () => {
    assert.match(
      refusal('{"tasks": {'),
      /^The tasks in \/p\/lanekeeper\.json cannot be read: .+JSON/,
    );
  });

  it('is described to editors by the schema that checks it', () => {
    assert.equal(
      readFileSync(schemaFile, 'utf8'),
      taskSchemaText(),
      'out of date: run "npx node tools/task-schema.ts"',
    );
  });
});
