import path from 'node:path';
import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { AdoptableWorktree } from '../../core/agent/spawn/adoptable-worktrees.ts';
import type { CheckoutKind } from '../../core/agent/agent.ts';
import type { Engine } from '../../core/engine.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { type Choices, outcome, spawnTitle } from './choices.ts';
import { chooseItem } from './quick-input.ts';
import type { Step } from './steps.ts';

interface Place {
  readonly checkout: CheckoutKind;
  readonly path: string | null;
}

type PlaceItem = QuickPickItem & { readonly place?: Place; readonly obstacle?: string };

const made: readonly PlaceItem[] = [
  {
    place: { checkout: 'shared', path: null },
    label: '$(folder) Shared',
    description: 'the workspace folder itself',
    detail: 'Sees your edits at once. Right for build and test loops.',
  },
  {
    place: { checkout: 'worktree', path: null },
    label: '$(git-branch) Worktree',
    description: 'a git worktree of its own',
    detail: 'Edits on a branch of its own. Right for agents that change code.',
  },
];

/** Where the agent works. A worktree that is taken can be chosen to learn by whom, and the list stays open. */
export function checkoutStep(choices: Choices, engine: Engine): Step {
  return async (position) => {
    // Without git or a repository there are none, and spawning says so where it matters.
    const existing = await engine.worktrees(choices.folder).catch(() => []);
    const items = [...made, ...worktreeItems(existing)];
    const answer = await chooseItem<PlaceItem, Place>({
      title: spawnTitle,
      placeholder: 'Where shall the agent work?',
      position,
      items: () => items,
      active: (all) =>
        all.find(
          ({ place }) => place?.checkout === choices.checkout && place.path === choices.path,
        ),
      accept: ({ place, obstacle, description }) => {
        if (!place) return null;
        if (obstacle === undefined) return place;
        void window.showInformationMessage(`${description ?? ''} is not available: ${obstacle}.`);
        return null;
      },
    });
    return outcome(answer, ({ checkout, path: adopted }) => {
      choices.checkout = checkout;
      choices.path = adopted;
      return 'next';
    });
  };
}

/** Worktrees that can be adopted first; the others say why they cannot. */
function worktreeItems(worktrees: readonly AdoptableWorktree[]): PlaceItem[] {
  if (worktrees.length === 0) return [];
  const free = worktrees.filter(({ obstacle }) => obstacle === null);
  const taken = worktrees.filter(({ obstacle }) => obstacle !== null);
  return [
    { label: 'Worktrees of this repository', kind: QuickPickItemKind.Separator },
    ...[...free, ...taken].map(({ path: place, branch, obstacle }) => ({
      place: { checkout: 'worktree' as const, path: place },
      label: plainText(
        `$(${obstacle === null ? 'repo' : 'circle-slash'}) ${branch ?? path.basename(place)}`,
      ),
      description: plainText(place),
      detail: plainText(
        obstacle === null
          ? 'The agent works in it, and nothing deletes it.'
          : `Not available: ${obstacle}.`,
      ),
      ...(obstacle !== null && { obstacle: plainText(obstacle) }),
    })),
  ];
}
