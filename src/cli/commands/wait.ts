import type { Command } from 'commander';
import { isLive } from '../../core/agent/agent-status.ts';
import { agentJson } from '../agent-json.ts';
import { interruptSignal, withEngine } from '../engine.ts';
import { exitCodes } from '../exit.ts';
import { printJson, printLine } from '../output.ts';
import type { Finish } from '../finish.ts';

/** How often to hold the registry against the processes, in case nobody is left to record the end; ms. */
const reconcileInterval = 2000;

export function registerWait(program: Command, finish: Finish): void {
  program
    .command('wait')
    .description('Wait until an agent has ended; 0 when it is done, 1 otherwise')
    .argument('<agent>')
    .option('--json', 'print one JSON document')
    .action(async (id: string, options: { json?: true }) => {
      await withEngine(async (engine) => {
        const { id: agent } = engine.findAgent(id);
        const interrupted = interruptSignal();
        await new Promise<void>((resolve, reject) => {
          const check = () => {
            if (isLive(engine.findAgent(agent).status)) return;
            end();
            resolve();
          };
          const subscription = engine.subscribe(check);
          const timer = setInterval(() => {
            engine.reconcile().then(check, reject);
          }, reconcileInterval);
          const end = () => {
            subscription.dispose();
            clearInterval(timer);
          };
          interrupted.addEventListener('abort', () => {
            end();
            reject(interrupted.reason instanceof Error ? interrupted.reason : new Error('Aborted'));
          });
          check();
        });
        const ended = engine.findAgent(agent);
        if (options.json) printJson(agentJson(ended));
        else printLine(`${ended.id} ${ended.status}`);
        finish(ended.status === 'done' ? exitCodes.done : exitCodes.failed);
      });
    });
}
