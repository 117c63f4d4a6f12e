import assert from 'node:assert/strict';
import { readPortableProcessTable } from '../../../src/core/process/portable-table.ts';
import { readProcessTable } from '../../../src/core/process/process-table.ts';
import { requireTool } from '../required-tool.ts';

describe('the portable process table', () => {
  it('has the same processes as the direct one', async function () {
    // systeminformation runs it on Linux and macOS.
    await requireTool(this, 'ps');
    const portable = new Map((await readPortableProcessTable()).map((each) => [each.pid, each]));
    const direct = readProcessTable().find(({ pid }) => pid === process.pid);
    const entry = portable.get(process.pid);
    assert.equal(entry?.parentPid, direct?.parentPid);
    assert.ok(portable.has(process.ppid));
    const ratio = (entry?.residentBytes ?? 0) / (direct?.residentBytes ?? 1);
    assert.ok(ratio > 0.5 && ratio < 2, String(ratio));
  });
});
