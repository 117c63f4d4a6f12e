import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import * as vscode from 'vscode';

describe('the extension host', () => {
  it('brings SQLite', () => {
    const database = new DatabaseSync(':memory:');
    const row = database.prepare('SELECT sqlite_version() AS version').get();
    database.close();
    assert.match(String(row?.['version']), /^3\./);
  });

  it('has the polyglot repository open', () => {
    const names = vscode.workspace.workspaceFolders?.map((folder) => folder.name);
    assert.deepEqual(names, ['polyglot']);
    assert.equal(vscode.workspace.isTrusted, true);
  });
});
