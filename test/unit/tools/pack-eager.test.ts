import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { packEager } from '../../../tools/pack-eager.mjs';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('packing what an entry loads at once', () => {
  const directory = temporaryDirectory();

  function pack(files: Readonly<Record<string, string>>): Map<string, string> {
    const absolute = Object.entries(files).map(
      ([name, code]) => [path.join(directory(), name), code] as const,
    );
    const packed = packEager(new Map(absolute), path.join(directory(), 'entry.cjs'));
    mkdirSync(path.join(directory(), 'parts'));
    for (const [file, code] of packed) writeFileSync(file, code);
    return packed;
  }

  it('leaves one instance of each part, whoever loads it, and what is awaited outside', async () => {
    const packed = pack({
      'entry.cjs':
        'const a=require("./parts/a.cjs");module.exports={a,os:require("node:os"),later:()=>import("./parts/later.cjs")};',
      'parts/a.cjs': 'exports.b=require("./b.cjs");exports.count=0;',
      'parts/b.cjs': 'exports.later=()=>import("./later.cjs");',
      'parts/later.cjs': 'exports.a=require("./a.cjs");',
    });
    const entry: unknown = createRequire(import.meta.url)(path.join(directory(), 'entry.cjs'));
    assert.ok(
      entry && typeof entry === 'object' && 'a' in entry && 'later' in entry && 'os' in entry,
    );
    assert.ok(typeof entry.later === 'function');
    const later: unknown = await Reflect.apply(entry.later, null, []);
    assert.ok(later && typeof later === 'object' && 'a' in later);
    assert.equal(later.a, entry.a);
    const { a } = entry;
    assert.ok(a && typeof a === 'object' && 'b' in a && a.b && typeof a.b === 'object');
    assert.ok('later' in a.b && typeof a.b.later === 'function');
    assert.equal(await Reflect.apply(a.b.later, null, []), later);
    assert.match(packed.get(path.join(directory(), 'entry.cjs')) ?? '', /exports\.count=0/);
    assert.doesNotMatch(
      packed.get(path.join(directory(), 'entry.cjs')) ?? '',
      /exports\.a=require/,
    );
  });
});
