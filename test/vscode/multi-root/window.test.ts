import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('a window with two folders', () => {
  it('has both', () => {
    const names = vscode.workspace.workspaceFolders?.map((folder) => folder.name);
    assert.deepEqual(names, ['polyglot', 'second']);
  });
});
