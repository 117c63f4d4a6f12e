import type { Command } from 'commander';
import { parseDuration } from '../duration.ts';
import { withEngine } from '../engine.ts';
import { printJson, printLine } from '../output.ts';
import { ownerOf } from '../own-agent.ts';

interface OwnerOptions {
  agent?: string;
  json?: true;
}

interface ClaimOptions extends OwnerOptions {
  read?: true;
  for?: number;
  purpose?: string;
}

export function registerClaim(program: Command): void {
  program
    .command('claim')
    .description('Ask everybody else to leave paths alone, in all worktrees of the repository')
    .argument('<glob...>', 'paths or globs, relative to where you are')
    .option('--agent <agent>', 'for whom; by default the agent in whose environment this runs')
    .option('--read', 'others may read them too, and not write')
    .option('--for <time>', 'until so long from now: 90s, 10m, 2h, 1d', parseDuration)
    .option('--purpose <text>', 'what for, for those who wait')
    .option('--json', 'print one JSON document')
    .action(async (globs: string[], options: ClaimOptions) => {
      await withEngine(async (engine) => {
        const claim = await engine.paths.claim({
          directory: process.cwd(),
          globs,
          mode: options.read ? 'read' : 'write',
          owner: ownerOf(engine, options.agent),
          purpose: options.purpose ?? null,
          seconds: options.for ?? null,
        });
        if (options.json) printJson(claim);
        else
          printLine(
            `claimed ${claim.globs.join(', ')} for ${claim.mode === 'read' ? 'reading' : 'writing'}`,
          );
      });
    });
}

export function registerRelease(program: Command): void {
  program
    .command('release')
    .description('Give claimed paths back: those named, or all')
    .argument('[glob...]')
    .option('--agent <agent>', 'whose; by default the agent in whose environment this runs')
    .option('--json', 'print one JSON document')
    .action(async (globs: string[], options: OwnerOptions) => {
      await withEngine(async (engine) => {
        const released = await engine.paths.release({
          directory: process.cwd(),
          globs,
          owner: ownerOf(engine, options.agent),
        });
        if (options.json) printJson({ released });
        else for (const claim of released) printLine(`released ${claim.globs.join(', ')}`);
      });
    });
}
