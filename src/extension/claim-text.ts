import type { Claim } from '../core/claim/claim.ts';
import { ownerName } from '../core/claim/owner.ts';
import type { OverlappingEdit } from '../core/claim/overlapping-edits.ts';
import { plainText } from '../core/terminal/plain-text.ts';

interface Text {
  readonly label: string;
  readonly description: string;
}

/** A claim as a row: what is claimed, and by whom, what for and until when. */
export function claimText({ globs, mode, owner, purpose, until }: Claim): Text {
  const end =
    until === null ? 'as long as it lives' : `until ${new Date(until).toLocaleTimeString()}`;
  return {
    label: plainText(globs.join(', ')),
    description: plainText(
      [`for ${mode === 'read' ? 'reading' : 'writing'}`, `by ${ownerName(owner)}`, end, purpose]
        .filter(Boolean)
        .join(' · '),
    ),
  };
}

/** A file that several worktrees have changed as a row: the file, and who works in the worktrees. */
export function overlapText({ path, worktrees }: OverlappingEdit): Text {
  const who = worktrees.map(({ path: place, agents }) =>
    agents.length === 0 ? place : agents.join(', '),
  );
  return { label: plainText(path), description: plainText(`changed in ${who.join(' and in ')}`) };
}
