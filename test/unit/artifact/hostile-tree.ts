import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import fc from 'fast-check';
import { markerName } from '../../../src/core/artifact/marker-file.ts';

/** One entry of a generated tree. Names are bytes in Latin-1, since a file name need not be UTF-8. */
export type HostileEntry =
  | { readonly type: 'file'; readonly name: string; readonly size: number }
  | { readonly type: 'link'; readonly name: string; readonly target: string }
  | { readonly type: 'hard-link'; readonly name: string; readonly file: string }
  | { readonly type: 'foreign'; readonly name: string; readonly entries: readonly HostileEntry[] }
  | { readonly type: 'chain'; readonly name: string; readonly depth: number }
  | {
      readonly type: 'directory';
      readonly name: string;
      readonly mode: number;
      readonly entries: readonly HostileEntry[];
    };

const oddNames = [
  'plain',
  ' ',
  '-rf',
  '--',
  '*',
  '~',
  '...',
  '..x',
  '$(rm -rf ..)',
  '`id`',
  'line\nbreak',
  'tab\tstop',
  'quote\'"',
  'back\\slash',
  '\xff\xfe not UTF-8 \x80',
  '\xc3\xbcml\xc3\xa4ut',
  'target',
  '.git',
  'HEAD',
  'trash',
  'a'.repeat(255),
];

const name = fc.oneof(
  fc.constantFrom(...oddNames),
  fc
    .array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 12 })
    .map((bytes) => Buffer.from(bytes).toString('latin1').replaceAll('/', '_'))
    .filter((text) => text !== '.' && text !== '..' && text !== markerName),
);

/** `CANARY` and `ROOT` stand for the absolute paths of the canary tree and of the root that is cleaned. */
const target = fc.constantFrom(
  'CANARY',
  'CANARY/',
  'CANARY/file',
  'CANARY/deep/er',
  'CANARY/deep/er/file',
  'CANARY/missing',
  '../../canary',
  '../../../canary/deep',
  '../../../../canary/deep/er/../file',
  'ROOT/../../../canary/deep',
  'ROOT',
  '/',
  '.',
  '..',
  '../..',
  'loop',
  'plain',
  'missing/missing',
);

/** Files of the canary tree that generated trees hold hard links to. */
const linkedFiles = ['file', 'deep/file', 'deep/er/file'] as const;

/** Mostly short; some exceed the depth to which a deletion descends in one go. */
const chainDepth = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 2, max: 8 }) },
  { weight: 1, arbitrary: fc.integer({ min: 60, max: 90 }) },
);

const { tree } = fc.letrec<{ entry: HostileEntry; tree: HostileEntry[] }>((tie) => ({
  tree: fc.uniqueArray(tie('entry'), { maxLength: 6, selector: (entry) => entry.name }),
  entry: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ type: fc.constant('file'), name, size: fc.nat(9000) }),
    fc.record({ type: fc.constant('link'), name, target }),
    fc.record({
      type: fc.constant('hard-link'),
      name,
      file: fc.constantFrom(...linkedFiles),
    }),
    fc.record({ type: fc.constant('chain'), name, depth: chainDepth }),
    fc.record({
      type: fc.constant('directory'),
      name,
      mode: fc.constantFrom(0o755, 0o755, 0o700, 0o500, 0o555, 0o000),
      entries: tie('tree'),
    }),
    fc.record({ type: fc.constant('foreign'), name, entries: tie('tree') }),
  ),
}));

/** Trees made to lead a deletion astray. */
export const hostileTree: fc.Arbitrary<HostileEntry[]> = tree;

/** Marks the directories of an agent that is never cleaned. */
export const foreignMarker = JSON.stringify({
  version: 1,
  uid: 'another',
  agent: 'another',
  kind: 'namespace',
});

/** Whether some directory in the tree belongs to another agent, and so must stay. */
export function holdsForeign(entries: readonly HostileEntry[]): boolean {
  return entries.some(
    (entry) =>
      entry.type === 'foreign' || (entry.type === 'directory' && holdsForeign(entry.entries)),
  );
}

/** What links in a generated tree point to: the canary tree, and the place where the tree is going to be. */
interface Places {
  readonly root: string;
  readonly canary: string;
}

/** Builds the entries in an existing directory. */
export function build(entries: readonly HostileEntry[], directory: string, places: Places): void {
  buildIn(Buffer.from(directory), entries, places);
}

function buildIn(directory: Buffer, entries: readonly HostileEntry[], places: Places): void {
  for (const entry of entries) {
    const place = below(directory, entry.name);
    switch (entry.type) {
      case 'file':
        writeFileSync(place, Buffer.alloc(entry.size, 'x'));
        break;
      case 'link':
        symlinkSync(
          entry.target.replace('CANARY', places.canary).replace('ROOT', places.root),
          place,
        );
        break;
      case 'hard-link':
        linkSync(path.join(places.canary, entry.file), place);
        break;
      case 'foreign':
        mkdirSync(place);
        writeFileSync(below(place, markerName), foreignMarker);
        buildIn(place, entry.entries, places);
        break;
      case 'chain': {
        let deepest = place;
        mkdirSync(deepest);
        for (let depth = 1; depth < entry.depth; depth += 1) {
          deepest = below(deepest, 'd');
          mkdirSync(deepest);
        }
        symlinkSync(places.canary, below(deepest, 'canary'));
        break;
      }
      case 'directory':
        mkdirSync(place);
        buildIn(place, entry.entries, places);
        chmodSync(place, entry.mode);
        break;
    }
  }
}

function below(directory: Buffer, name: string): Buffer {
  return Buffer.concat([directory, Buffer.from('/'), Buffer.from(name, 'latin1')]);
}

/** A tree that no clean-up may change: files, links, directories, among them a marker that invites. */
export function makeCanary(canary: string, uid: string): void {
  mkdirSync(path.join(canary, 'deep', 'er'), { recursive: true });
  writeFileSync(path.join(canary, 'file'), 'precious');
  writeFileSync(path.join(canary, 'deep', 'file'), 'precious too');
  writeFileSync(path.join(canary, 'deep', 'er', 'file'), Buffer.alloc(5000, 'p'));
  writeFileSync(
    path.join(canary, 'deep', markerName),
    JSON.stringify({ version: 1, uid, agent: 'dev-1', kind: 'namespace' }),
  );
  symlinkSync('file', path.join(canary, 'deep', 'link'));
  mkdirSync(path.join(canary, 'empty'));
}

/**
 * All of a tree that can be lost: names, kinds, modes, contents, link targets, modification times in nanoseconds. The
 * number of names that a file has is left out: removing a hard link to it changes that by right.
 */
export function snapshot(directory: Buffer | string): string[] {
  const lines: string[] = [];
  const visit = (place: Buffer, shown: string): void => {
    const stats = lstatSync(place, { bigint: true });
    const content = stats.isFile()
      ? createHash('sha256').update(readFileSync(place)).digest('hex')
      : stats.isSymbolicLink()
        ? readlinkSync(place)
        : '';
    lines.push(`${shown} ${stats.mode.toString(8)} ${stats.mtimeNs} ${stats.ino} ${content}`);
    if (!stats.isDirectory()) return;
    const names = readdirSync(place, { encoding: 'buffer' }).map((each) => each.toString('latin1'));
    for (const each of names.sort()) visit(below(place, each), `${shown}/${each}`);
  };
  visit(Buffer.from(directory), '');
  return lines;
}
