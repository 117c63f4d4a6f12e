import assert from 'node:assert/strict';
import {
  planText,
  resultText,
  type CleanPlan,
} from '../../../../src/extension/commands/clean-texts.ts';

const plan = (name: string, changes: Partial<CleanPlan> = {}): CleanPlan => ({
  agent: { id: name, name },
  isRunning: false,
  inventory: {
    items: [{ kind: 'target', path: `/n/${name}/target`, bytes: 2048, files: 2 }],
    sharedBytes: 0,
  },
  report: {
    dryRun: true,
    removed: [{ agent: name, path: `/n/${name}`, bytes: 2048 }],
    kept: [],
    bytes: 2048,
  },
  ...changes,
});

describe('the question before a clean-up', () => {
  it('says what goes, how big it is, and what stays', () => {
    const { message, detail } = planText([plan('rust-dev')]);
    assert.equal(message, 'Delete the artifacts of "rust-dev", freeing 2.0 KB?');
    assert.equal(
      detail,
      [
        'Deleted:',
        '• Rust target: 2.0 KB',
        'in /n/rust-dev',
        '',
        'Kept:',
        '• your source and the shared caches',
      ].join('\n'),
    );
  });

  it('tells what is only linked and so frees nothing', () => {
    const { inventory, report } = plan('a');
    const { detail } = planText([
      plan('a', {
        inventory: { ...inventory, sharedBytes: 1024 },
        report: { ...report, bytes: 1024 },
      }),
    ]);
    assert.match(
      detail,
      /\n1\.0 KB of this is linked to files in shared caches, and stays there\.\n/,
    );
  });

  it('says first that an agent still runs', () => {
    const { message } = planText([plan('a', { isRunning: true }), plan('b')]);
    assert.equal(
      message,
      '"a" still runs. Stop and delete all artifacts of 2 agents, freeing 4.0 KB?',
    );
  });

  it('gives the reason for what is kept', () => {
    const kept = [{ path: '/w/a', reason: 'it has uncommitted changes' }];
    const { detail } = planText([plan('a', { report: { ...plan('a').report, kept } })]);
    assert.match(detail, /• \/w\/a: it has uncommitted changes/);
  });

  it('does not list as deleted what is kept', () => {
    const { detail } = planText([
      plan('a', {
        inventory: {
          items: [
            { kind: 'worktree', path: '/w/a', bytes: 77_000_000, files: 9 },
            { kind: 'temporary', path: '/t/a', bytes: 8192, files: 1 },
          ],
          sharedBytes: 0,
        },
        report: {
          dryRun: true,
          removed: [{ agent: 'a', path: '/t/a', bytes: 8192 }],
          kept: [{ path: '/w/a', reason: 'it has uncommitted changes' }],
          bytes: 8192,
        },
      }),
    ]);
    assert.equal(
      detail,
      [
        'Deleted:',
        '• temporary files: 8.0 KB',
        'in /t/a',
        '',
        'Kept:',
        '• /w/a: it has uncommitted changes',
        '• your source and the shared caches',
      ].join('\n'),
    );
  });

  it('cannot be dressed up by a name', () => {
    const { message } = planText([plan('a\u202eb\u001b[31m')]);
    assert.equal(message, 'Delete the artifacts of "ab", freeing 2.0 KB?');
  });
});

describe('the result of a clean-up', () => {
  it('is one line', () => {
    assert.equal(resultText([{ name: 'a' }], [plan('a').report]), 'Cleaned "a": 2.0 KB freed.');
  });

  it('names what was kept and why', () => {
    const kept = [
      { path: '/w/a', reason: 'it has uncommitted changes' },
      { path: '/w/b', reason: 'it is a mount' },
    ];
    assert.equal(
      resultText([{ name: 'a' }], [{ ...plan('a').report, kept }]),
      'Cleaned "a": 2.0 KB freed. Kept /w/a: it has uncommitted changes and 1 more, see the output',
    );
  });
});
