import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('an empty window', () => {
  it('has no folder', () => {
    assert.equal(vscode.workspace.workspaceFolders, undefined);
  });
});
