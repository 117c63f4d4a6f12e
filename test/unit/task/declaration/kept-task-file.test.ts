import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import {
  findKeptTaskFile,
  keepTaskFile,
} from '../../../../src/core/task/declaration/kept-task-file.ts';
import { parseTaskFile } from '../../../../src/core/task/declaration/lanekeeper-file.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const text = JSON.stringify({
  tasks: {
    all: { dependsOn: ['build'] },
    build: {
      command: ['make', 'it'],
      directory: 'lib',
      inputs: ['src/**', '!src/gen/**'],
      outputs: ['out/**'],
      class: 'compile',
      needs: { memory: '1.5G', cores: 2, capabilities: ['docker'], gpu: true },
      priority: 70,
      env: { A: 'b' },
      dependsOnEnv: ['C'],
      cache: false,
      timeoutSeconds: 60,
      retries: 2,
    },
    bare: { command: ['true'] },
  },
});

describe('what is kept of a lanekeeper.json', () => {
  const home = temporaryDirectory();
  const place = () => ({ tasks: home() });

  it('is all that it declares, for just its text and its checkout', () => {
    const declared = parseTaskFile(text, '/p/lanekeeper.json');
    assert.equal(findKeptTaskFile(place(), '/p', text), null);
    keepTaskFile(place(), '/p', text, declared);
    assert.deepEqual(findKeptTaskFile(place(), '/p', text), declared);
    assert.equal(findKeptTaskFile(place(), '/p', `${text} `), null);
    assert.equal(findKeptTaskFile(place(), '/q', text), null);
  });

  it('has another version when a text declares something else than it did', () => {
    const declared = JSON.stringify(parseTaskFile(text, '/p/lanekeeper.json'));
    assert.equal(
      hash('sha256', declared).slice(0, 16),
      'c6400b27ca3ec1e8',
      'raise `version` in kept-task-file.ts, and write this hash here',
    );
  });
});
