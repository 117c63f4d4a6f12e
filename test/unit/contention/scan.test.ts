import { strict as assert } from 'node:assert';
import { createReadStream, writeFileSync } from 'node:fs';
import path from 'node:path';
import { scan } from '../../../src/core/contention/scan.ts';
import type { Finding } from '../../../src/core/contention/finding.ts';
import { findingSchema } from '../../../src/core/contention/finding.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

async function collect(findings: AsyncIterable<Finding>): Promise<Finding[]> {
  const collected: Finding[] = [];
  for await (const finding of findings) collected.push(finding);
  return collected;
}

describe('scan', () => {
  const directory = temporaryDirectory();

  it('gives the findings of a log, with their lines', async () => {
    const log = path.join(directory(), 'agent.log');
    writeFileSync(
      log,
      `${'output\n'.repeat(20_000)}    Blocking waiting for file lock on package cache\nbash: line 1: 12 Killed   rustc`,
    );
    const findings = await collect(scan(createReadStream(log, { highWaterMark: 1000 })));
    assert.deepEqual(
      findings.map(({ line, kind, resource }) => ({ line, kind, resource })),
      [
        { line: 20_001, kind: 'lock-wait', resource: 'package cache' },
        { line: 20_002, kind: 'killed', resource: 'rustc' },
      ],
    );
    for (const finding of findings) findingSchema.parse(finding);
  });

  it('says how sure it is, by the command line that printed the log', async () => {
    const log = path.join(directory(), 'agent.log');
    writeFileSync(log, '    Blocking waiting for file lock on package cache\n');
    const worth = async (command?: string) =>
      (await collect(scan(createReadStream(log), command))).map(({ confidence }) => confidence);
    assert.deepEqual(await worth(), ['possible']);
    assert.deepEqual(await worth('cargo build'), ['likely']);
    assert.deepEqual(await worth('tail -n 3 agent.log'), []);
  });

  it('gives nothing for an empty log', async () => {
    const log = path.join(directory(), 'agent.log');
    writeFileSync(log, '');
    assert.deepEqual(await collect(scan(createReadStream(log))), []);
  });

  it('fails as its input does', async () => {
    const missing = createReadStream(path.join(directory(), 'missing.log'));
    await assert.rejects(collect(scan(missing)), { code: 'ENOENT' });
  });
});
