import { type QuickPickItem, QuickPickItemKind, window as editor } from 'vscode';
import type { Claim } from '../../core/claim/claim.ts';
import type { OverlappingEdit } from '../../core/claim/overlapping-edits.ts';
import { claimText, overlapText } from '../claim-text.ts';
import { compareEdits } from '../compare-edits.ts';
import { localFolders, requireTrust } from '../workspace-access.ts';
import type { Command } from './command.ts';

interface Conflicts {
  readonly claims: readonly Claim[];
  readonly edits: readonly OverlappingEdit[];
}

/**
 * Show Conflicts: what is claimed in this window's repositories, and which files several worktrees have changed; choosing
 * one of those shows them side by side. A script gets `{claims, edits}`.
 */
export const showConflicts: Command = async ({ access }, invocation) => {
  requireTrust();
  const engine = await access.ready();
  const found = await Promise.all(
    localFolders().map(({ uri }) => engine.paths.conflicts(uri.fsPath)),
  );
  const conflicts = {
    claims: distinct(found.flatMap(({ claims }) => claims)),
    edits: distinct(found.flatMap(({ edits }) => edits)),
  };
  if (invocation.from === 'script') return conflicts;
  const chosen = await ask(conflicts);
  if (chosen) await compareEdits(chosen);
  return conflicts;
};

/** Two folders of one repository tell the same. */
function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

async function ask({ claims, edits }: Conflicts): Promise<OverlappingEdit | undefined> {
  if (claims.length + edits.length === 0) {
    void editor.showInformationMessage(
      'Nothing is claimed, and no file is changed in two worktrees.',
    );
    return undefined;
  }
  const items: (QuickPickItem & { edit?: OverlappingEdit })[] = [
    { label: 'Changed in several worktrees', kind: QuickPickItemKind.Separator },
    ...edits.map((edit) => ({ ...overlapText(edit), edit })),
    { label: 'Claimed', kind: QuickPickItemKind.Separator },
    ...claims.map((claim) => claimText(claim)),
  ];
  const chosen = await editor.showQuickPick(items, {
    title: 'Conflicts',
    placeHolder: 'Choose a changed file to compare',
    matchOnDescription: true,
  });
  return chosen?.edit;
}
