import path from 'node:path';
import type { QuickPickItem } from 'vscode';
import { plainText } from '../../core/terminal/plain-text.ts';
import { type Choices, outcome, spawnTitle } from './choices.ts';
import { joinCommandLine } from './command-line.ts';
import { chooseItem } from './quick-input.ts';
import type { Step } from './steps.ts';

type NameItem = QuickPickItem & { readonly customize: boolean };

/** The name, typed or proposed. Enter spawns with the defaults; the second row leads to the steps after this one. */
export function nameStep(choices: Choices, taken: ReadonlySet<string>): Step {
  return async (position) => {
    const proposal = freeName(usualName(choices), taken);
    const answer = await chooseItem<NameItem, { name: string; customize: boolean }>({
      title: spawnTitle,
      placeholder: `Name of the agent, for example ${proposal}`,
      position,
      initialText: choices.name,
      items: (text) => {
        const name = plainText(text).trim() || proposal;
        return [
          {
            label: `$(play) Spawn "${name}"`,
            description:
              choices.path === null ? `${choices.checkout} checkout` : 'in a worktree that exists',
            detail: joinCommandLine(choices.command ?? choices.type?.command ?? []),
            alwaysShow: true,
            customize: false,
          },
          {
            label: '$(gear) Choose Checkout and Command',
            description: `for "${name}"`,
            alwaysShow: true,
            customize: true,
          },
        ];
      },
      accept: (item, text) => ({
        name: plainText(text).trim() || proposal,
        customize: item.customize,
      }),
    });
    return outcome(answer, ({ name, customize }) => {
      choices.name = name;
      return customize ? 'next' : 'finish';
    });
  };
}

/** The type, which says most; the folder where the type is left open. */
function usualName({ type, folder }: Choices): string {
  return type === null || type.type === 'auto' ? path.basename(folder) : type.type;
}

function freeName(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}-${String(number)}`)) number += 1;
  return `${base}-${String(number)}`;
}
