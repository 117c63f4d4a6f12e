import { localFolders } from '../workspace-access.ts';
import { type Choices, outcome, spawnTitle } from './choices.ts';
import { chooseItem } from './quick-input.ts';
import type { Step } from './steps.ts';

/** Which of several folders the agent works on. */
export function folderStep(choices: Choices): Step {
  return async (position) => {
    const items = localFolders().map((folder) => ({
      label: folder.name,
      description: folder.uri.fsPath,
    }));
    const answer = await chooseItem({
      title: spawnTitle,
      placeholder: 'Which folder shall the agent work on?',
      position,
      items: () => items,
      accept: (item) => item.description,
    });
    return outcome(answer, (folder) => {
      choices.folder = folder;
      return 'next';
    });
  };
}
