import type { Command } from 'commander';
import type { Claim } from '../../core/claim/claim.ts';
import { ownerName } from '../../core/claim/owner.ts';
import type { OverlappingEdit } from '../../core/claim/overlapping-edits.ts';
import { withEngine } from '../engine.ts';
import { printJson, printLine, printNote } from '../output.ts';

export function registerConflicts(program: Command): void {
  program
    .command('conflicts')
    .description('Show what is claimed here, and what several worktrees have changed')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: true }) => {
      await withEngine(async (engine) => {
        const { claims, edits } = await engine.paths.conflicts(process.cwd());
        if (options.json) {
          printJson({ claims, edits });
          return;
        }
        for (const claim of claims) printLine(claimLine(claim));
        for (const edit of edits) printLine(editLine(edit));
        if (claims.length + edits.length === 0) {
          printNote('Nothing is claimed, and no file is changed in two worktrees.');
        }
      });
    });
}

function claimLine({ globs, mode, owner, until, purpose }: Claim): string {
  const end = until === null ? 'while it lives' : `until ${until}`;
  const why = purpose === null ? '' : `: ${purpose}`;
  return `claimed for ${mode === 'read' ? 'reading' : 'writing'} by ${ownerName(owner)}, ${end}${why}\n  ${globs.join('\n  ')}`;
}

function editLine({ path, worktrees }: OverlappingEdit): string {
  const who = worktrees.map((worktree) =>
    worktree.agents.length === 0
      ? worktree.path
      : `${worktree.agents.join(', ')} (${worktree.path})`,
  );
  return `changed in ${String(worktrees.length)} worktrees: ${path}\n  ${who.join('\n  ')}`;
}
