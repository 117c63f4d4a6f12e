import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { Agent } from '../../../src/core/agent/agent.ts';
import { insertAgent } from '../../../src/core/agent/registry.ts';
import { absorbSccacheLog } from '../../../src/core/cache/absorb-sccache-log.ts';
import { sumCacheCounts } from '../../../src/core/cache/counts.ts';
import {
  type Compilation,
  sccacheLogPath,
  SccacheLogReader,
} from '../../../src/core/cache/sccache-log.ts';
import { Store } from '../../../src/core/store/store.ts';
import { makeAgent } from '../dashboard/scene.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const time = '2026-11-25T09:41:15Z';

interface Request {
  readonly crate: string;
  readonly outDir: string;
  readonly source?: string;
  readonly uses?: readonly string[];
}

/** As sccache 0.16 prints them: Rust's Debug of a list of strings. */
function compilerArguments({ crate, outDir, source, uses = [] }: Request): string {
  return JSON.stringify([
    ...['--crate-name', crate, '--edition=2021', source ?? `/registry/${crate}/src/lib.rs`],
    ...['--crate-type', 'lib', '--check-cfg', 'cfg(feature, values("std"))'],
    ...['-C', 'metadata=a9c1468c251272ca', '-C', `extra-filename=-of-${crate}`],
    ...['--out-dir', outDir],
    ...uses.flatMap((used) => ['--extern', `${used}=${outDir}/lib${used}-of-${used}.rmeta`]),
  ]).replaceAll('","', '", "');
}

const asked = (request: Request): string =>
  `[${time} DEBUG sccache::compiler::compiler] [${request.crate}]: get_cached_or_compile: ${compilerArguments(request)}`;
const hit = (crate: string): string[] => [
  `[${time} DEBUG sccache::compiler::compiler] [${crate}]: Cache hit in 0.011 s`,
  `[${time} DEBUG sccache::server] [${crate}]: compile result: cache hit`,
];
const missed = (crate: string): string =>
  `[${time} DEBUG sccache::compiler::compiler] [${crate}]: Cache miss in 0.000 s`;
const ended = (crate: string, result: string): string =>
  `[${time} DEBUG sccache::server] [${crate}]: compile result: ${result}`;
const refused = (reason: string, request: Request): string =>
  `[${time} DEBUG sccache::server] parse_arguments: CannotCache(${reason}): ${compilerArguments(request)}`;

/** A compilation that had to run. */
const miss = (request: Request): string[] => [
  asked(request),
  missed(request.crate),
  ended(request.crate, 'cache miss'),
];

describe('the log of sccache’s server', () => {
  const read = (lines: readonly string[], reader = new SccacheLogReader()): Compilation[] =>
    lines.flatMap((line) => reader.push(line) ?? []);

  it('tells hits, misses and what is never cached, with the folder that the output goes to', () => {
    const here = { crate: 'itoa', outDir: '/a' };
    const seen = read([
      asked(here),
      ...hit('itoa'),
      ...miss({ ...here, crate: 'serde', uses: ['itoa'] }),
      refused('incremental', { ...here, crate: 'mine', source: 'src/lib.rs' }),
      refused('crate-type, bin', { ...here, crate: 'build_script_build' }),
      refused('crate-type, bin', { ...here, crate: 'main' }),
      refused('crate-type, cdylib', { ...here, crate: 'lib' }),
    ]);
    assert.deepEqual(
      seen.map((each) => [
        each.unit,
        each.outcome === 'uncacheable' ? each.reason : each.outcome,
        each.uses.join(),
      ]),
      [
        ['itoa-of-itoa', 'hit', ''],
        ['serde-of-serde', 'miss', 'itoa-of-itoa'],
        ['mine-of-mine', 'incremental', ''],
        ['build_script_build-of-build_script_build', 'build-script', ''],
        ['main-of-main', 'program', ''],
        ['lib-of-lib', 'crate-type', ''],
      ],
    );
  });

  it('counts neither a compilation that failed, nor a question for the compiler’s version', () => {
    const broken = { crate: 'broken', outDir: '/a' };
    assert.deepEqual(
      read([
        asked(broken),
        missed('broken'),
        ended('broken', 'compile failed'),
        `[${time} DEBUG sccache::server] parse_arguments: CannotCache(missing input): ["-vV"]`,
        'sccache: something else',
        '',
      ]),
      [],
    );
  });

  it('goes on where it stopped, whatever lies between a request and its end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ crate: fc.constantFrom('a', 'b', 'c'), found: fc.boolean() }), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.array(fc.nat(90), { maxLength: 5 }),
        (requests, cuts) => {
          const lines = requests.flatMap(({ crate, found }) =>
            found ? [asked({ crate, outDir: '/x' }), ...hit(crate)] : miss({ crate, outDir: '/x' }),
          );
          let reader = new SccacheLogReader();
          const seen = lines.flatMap((line, index) => {
            if (cuts.includes(index)) reader = new SccacheLogReader(reader.unfinished);
            return reader.push(line) ?? [];
          });
          assert.deepEqual(
            seen.map(({ crate, outcome }) => [crate, outcome]),
            requests.map(({ crate, found }) => [crate, found ? 'hit' : 'miss']),
          );
        },
      ),
    );
  });
});

describe('taking in the log of sccache’s server', () => {
  const directory = temporaryDirectory();
  let store: Store;
  beforeEach(() => {
    store = new Store(path.join(directory(), 'lanekeeper.db'));
  });
  afterEach(() => {
    store.dispose();
  });

  const log = (...lines: readonly string[]): void => {
    appendFileSync(sccacheLogPath(directory()), lines.map((line) => `${line}\n`).join(''));
  };

  /** An agent, and the folder that its compilers write to. */
  async function newAgent(id: string, checkout = '/repository'): Promise<string> {
    const root = path.join(directory(), id);
    const agent: Agent = {
      ...makeAgent(id),
      uid: `uid-${id}`,
      path: checkout,
      roots: [{ kind: 'namespace', path: root, uid: `uid-${id}` }],
    };
    await store.write((transaction) => {
      insertAgent(transaction, agent);
    });
    const outDir = path.join(root, 'target', 'deps');
    mkdirSync(outDir, { recursive: true });
    return outDir;
  }

  /** By agent: hits, misses, and how often each reason. */
  const counts = (): Record<string, unknown> =>
    Object.fromEntries(
      sumCacheCounts(store, 0).map(({ agent, hits, misses, reasons }) => [
        agent,
        [hits, misses, Object.fromEntries(reasons.map(({ reason, count }) => [reason, count]))],
      ]),
    );

  it('gives each agent its own, and people’s own builds to nobody', async () => {
    const [one, two] = [await newAgent('one'), await newAgent('two')];
    log(...miss({ crate: 'itoa', outDir: one }));
    await absorbSccacheLog(store);
    log(asked({ crate: 'itoa', outDir: two }), ...hit('itoa'));
    log(asked({ crate: 'itoa', outDir: '/home/me/target' }), ...hit('itoa'));
    await absorbSccacheLog(store);
    await absorbSccacheLog(store);
    assert.deepEqual(counts(), { one: [0, 1, { 'first-time': 1 }], two: [1, 0, {}] });
  });

  it('finds for each miss what made it one', async () => {
    const [one, two] = [await newAgent('one'), await newAgent('two', '/worktree')];
    const compile = (request: Omit<Request, 'outDir'>) => [
      ...miss({ ...request, outDir: one }),
      ...miss({ ...request, outDir: two }),
    ];
    writeFileSync(path.join(two, 'generated-of-generated.d'), '# env-dep:OUT_DIR=/somewhere\n');
    log(...compile({ crate: 'generated' }));
    log(...compile({ crate: 'user', uses: ['generated'] }));
    log(...compile({ crate: 'member', source: 'src/lib.rs' }));
    log(...compile({ crate: 'plain' }));
    log(...miss({ crate: 'member', source: 'src/lib.rs', outDir: two }));
    await absorbSccacheLog(store);
    assert.deepEqual(counts(), {
      one: [0, 4, { 'first-time': 4 }],
      two: [0, 5, { 'out-dir': 1, dependency: 1, folder: 1, other: 1, sources: 1 }],
    });
  });

  it('counts each compilation once when several processes take it in at the same time', async () => {
    const one = await newAgent('one');
    const other = new Store(store.file);
    try {
      log(...Array.from({ length: 50 }, (_, at) => miss({ crate: `c${at}`, outDir: one })).flat());
      await Promise.all([store, other, store, other].map((each) => absorbSccacheLog(each)));
    } finally {
      other.dispose();
    }
    assert.deepEqual(counts(), { one: [0, 50, { 'first-time': 50 }] });
  });

  it('leaves half a line for the next time, and starts anew in a log that was emptied', async () => {
    const one = await newAgent('one');
    const [line = '', ...rest] = miss({ crate: 'itoa', outDir: one });
    const file = sccacheLogPath(directory());
    writeFileSync(file, line.slice(0, 40));
    await absorbSccacheLog(store);
    appendFileSync(file, `${line.slice(40)}\n`);
    log(...rest);
    await absorbSccacheLog(store);
    writeFileSync(file, '');
    await absorbSccacheLog(store);
    log(asked({ crate: 'itoa', outDir: one }), ...hit('itoa'));
    await absorbSccacheLog(store);
    assert.deepEqual(counts(), { one: [1, 1, { 'first-time': 1 }] });
  });

  it('empties a log that has grown large, once all of it is taken in', async () => {
    const one = await newAgent('one');
    const file = sccacheLogPath(directory());
    const filler = `${'x'.repeat(1023)}\n`.repeat(17 * 1024);
    writeFileSync(file, filler);
    log(...miss({ crate: 'itoa', outDir: one }));
    await absorbSccacheLog(store);
    assert.equal(statSync(file).size, 0);
    assert.equal(readFileSync(file, 'utf8'), '');
    assert.deepEqual(counts(), { one: [0, 1, { 'first-time': 1 }] });
  });

  it('does nothing without a log', async () => {
    await absorbSccacheLog(store);
    assert.deepEqual(counts(), {});
  });
});
