import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { packEager } from '../../../tools/pack-eager.mjs';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('packing what an entry loads at once', () => {
  const directory = temporaryDirectory();

  function pack(
    files: Readonly<Record<string, string>>,
    entries: readonly string[] = ['entry.cjs'],
  ): Map<string, string> {
    const absolute = Object.entries(files).map(
      ([name, code]) => [path.join(directory(), name), code] as const,
    );
    const packed = packEager(
      new Map(absolute),
      entries.map((name) => path.join(directory(), name)),
    );
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

  it('has what the same entries load in one file, which is loaded by none else', async () => {
    const packed = pack(
      {
        'entry.cjs':
          '#!/usr/bin/env node\nconst {b}=require("./parts/b.cjs");exports.b=b;exports.one=()=>import("./parts/one.cjs");exports.two=()=>import("./parts/two.cjs");exports.plain=()=>import("./parts/plain.cjs");',
        'parts/b.cjs': 'exports.b={};',
        'parts/both.cjs': 'exports.both=require("./b.cjs");0&&(module.exports={both});',
        'parts/one.cjs':
          'module.exports={both:require("./both.cjs").both,only:require("./only.cjs")};0&&(module.exports={both,only});',
        'parts/only.cjs': 'exports.only=1;',
        'parts/two.cjs':
          'module.exports={both:require("./both.cjs").both,b:require("./b.cjs").b};0&&(module.exports={both,b});',
        'parts/plain.cjs': 'exports.both=require("./both.cjs").both;',
      },
      ['entry.cjs', 'parts/one.cjs', 'parts/two.cjs'],
    );
    const names = [...packed.keys()].map((file) => path.relative(directory(), file));
    assert.ok(names.includes(path.join('parts', 'one+two.cjs')), names.join());
    const code = (name: string) => packed.get(path.join(directory(), name)) ?? '';
    assert.match(code('entry.cjs'), /^#!\/usr\/bin\/env node\n/);
    assert.match(code('parts/one.cjs'), /exports\.only=1/);
    assert.doesNotMatch(code('parts/one+two.cjs'), /exports\.only=1/);

    const entry = z
      .object({ one: z.unknown(), two: z.unknown(), plain: z.unknown(), b: z.unknown() })
      .parse(createRequire(import.meta.url)(path.join(directory(), 'entry.cjs')));
    const load = async (way: unknown) => {
      assert.ok(typeof way === 'function');
      return z.looseObject({ both: z.unknown() }).parse(await Reflect.apply(way, null, []));
    };
    const [one, two, plain] = [
      await load(entry.one),
      await load(entry.two),
      await load(entry.plain),
    ];
    assert.deepEqual(one['only'], { only: 1 });
    assert.equal(two.both, one.both);
    assert.equal(plain.both, one.both);
    assert.equal(two['b'], entry.b);
  });
});
