import { commands } from 'vscode';
import { type Disposable, DisposableList } from '../../core/disposable.ts';
import { commandIds } from '../contributions/commands.ts';
import { showFault } from '../faults.ts';
import type { Window } from './command.ts';
import { readInvocation } from './invocation.ts';

/** Registers every command. A person is told of an error; a script gets it. */
export function registerCommands(window: Window): Disposable {
  const registered = new DisposableList();
  for (const id of Object.values(commandIds)) {
    registered.add(
      commands.registerCommand(id, async (argument?: unknown, selection?: unknown) => {
        const invocation = readInvocation(argument, selection);
        try {
          return await window.access.hold(async () => {
            const { table } = await import('./table.ts');
            return table[id](window, invocation);
          });
        } catch (thrown) {
          if (invocation.from === 'script') throw thrown;
          showFault(thrown, window.log);
          return undefined;
        }
      }),
    );
  }
  return registered;
}
