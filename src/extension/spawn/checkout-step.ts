import type { QuickPickItem } from 'vscode';
import type { CheckoutKind } from '../../core/agent/agent.ts';
import { type Choices, outcome, spawnTitle } from './choices.ts';
import { chooseItem } from './quick-input.ts';
import type { Step } from './steps.ts';

const checkouts: readonly (QuickPickItem & {
  readonly kind?: never;
  readonly checkout: CheckoutKind;
})[] = [
  {
    checkout: 'shared',
    label: '$(folder) Shared',
    description: 'the workspace folder itself',
    detail: 'Sees your edits at once. Right for build and test loops.',
  },
  {
    checkout: 'worktree',
    label: '$(git-branch) Worktree',
    description: 'a git worktree of its own',
    detail: 'Edits on a branch of its own. Right for agents that change code.',
  },
];

/** Where the agent works. */
export function checkoutStep(choices: Choices): Step {
  return async (position) => {
    const answer = await chooseItem({
      title: spawnTitle,
      placeholder: 'Where shall the agent work?',
      position,
      items: () => checkouts,
      active: (items) => items.find((item) => item.checkout === choices.checkout),
      accept: (item) => item.checkout,
    });
    return outcome(answer, (checkout) => {
      choices.checkout = checkout;
      return 'next';
    });
  };
}
