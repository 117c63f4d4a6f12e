import type { Command } from 'commander';
import type { Contention } from '../../core/contention/contention.ts';
import { evidenceText } from '../../core/contention/evidence-text.ts';
import { holderText } from '../../core/contention/holder-text.ts';
import { contentionJson } from '../contention-json.ts';
import { interruptSignal, withEngine } from '../engine.ts';
import { exitCodes } from '../exit.ts';
import { printJson, printLine, printNote } from '../output.ts';
import type { Finish } from '../finish.ts';

function printContention(contention: Contention): void {
  const { agent, finding, since, until, refuted } = contention;
  const what = `${finding.tool} ${finding.kind}${finding.resource && ` on ${finding.resource}`}`;
  const holder = holderText(contention.holder);
  const held = holder === null ? '' : `, held by ${holder}`;
  const when = until === null ? `since ${since}` : `${since} to ${until}`;
  printLine(
    `${agent}: ${what}${held}, ${when} (${evidenceText(contention)}). ${refuted ? '' : finding.cure}`.trim(),
  );
}

export function registerContention(program: Command, finish: Finish): void {
  program
    .command('contention')
    .description('Show which agents wait for what, and have waited')
    .option('-f, --follow', 'go on as it happens')
    .option('--json', 'print one JSON document; JSON lines with --follow')
    .action(async (options: { follow?: true; json?: true }) => {
      await withEngine(async (engine) => {
        const { open, closed } = engine.contention();
        if (!options.follow) {
          if (options.json) {
            printJson({
              open: open.map(contentionJson),
              closed: closed.map(contentionJson),
              totals: engine.contentionTotals(),
            });
          } else {
            [...closed, ...open].forEach(printContention);
            if (open.length + closed.length === 0) printNote('No contention was seen.');
          }
          return;
        }
        const interrupted = interruptSignal();
        const print = (contention: Contention) => {
          if (options.json) printJson(contentionJson(contention));
          else printContention(contention);
        };
        open.forEach(print);
        const subscription = engine.subscribe((event) => {
          if (event.type === 'contention-opened' || event.type === 'contention-closed') {
            print(event.contention);
          }
        });
        // Holds the process while it follows: the engine's own timers do not.
        const alive = setInterval(() => undefined, 60_000);
        await new Promise<void>((resolve) => {
          interrupted.addEventListener('abort', () => {
            resolve();
          });
        });
        clearInterval(alive);
        subscription.dispose();
        finish(exitCodes.interrupted);
      });
    });
}
