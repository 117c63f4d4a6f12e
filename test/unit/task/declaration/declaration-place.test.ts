import assert from 'node:assert/strict';
import { declarationPlace } from '../../../../src/core/task/declaration/declaration-place.ts';
import type { DeclarationKind } from '../../../../src/core/task/declaration/declaration.ts';

function lineOf(text: string, name: string, kind: DeclarationKind): string {
  const place = declarationPlace(text, { name, source: { kind, file: 'any' } });
  return text.slice(place).split('\n')[0] ?? '';
}

describe('the place of a declaration', () => {
  it('is the name of the task, whatever else is called so', () => {
    const text = '{\n  "tasks": {\n    "a": { "dependsOn": ["b"] },\n    "b": {}\n  }\n}';
    assert.equal(lineOf(text, 'b', 'lanekeeper'), '"b": {}');
  });

  it('is the script of a package, and the entry of turbo for it', () => {
    assert.equal(
      lineOf('{ "name": "test",\n"scripts": {\n"test": "x" } }', 'packages/web#test', 'package'),
      '"test": "x" } }',
    );
    assert.equal(lineOf('{ "tasks": {\n"test": {} } }', 'web#test', 'turbo'), '"test": {} } }');
  });

  it('is the beginning of a file of another language, or one that is broken before it', () => {
    assert.equal(lineOf('[workspace]', 'cargo-build', 'cargo'), '[workspace]');
    assert.equal(lineOf('{ "tasks"', 'a', 'lanekeeper'), '{ "tasks"');
    assert.equal(lineOf('', 'a', 'lanekeeper'), '');
  });
});
