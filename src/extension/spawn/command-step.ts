import { type Choices, outcome, spawnTitle } from './choices.ts';
import { joinCommandLine, splitCommandLine } from './command-line.ts';
import { typeText } from './quick-input.ts';
import type { Step } from './steps.ts';

/** What the agent runs. */
export function commandStep(choices: Choices): Step {
  return async (position) => {
    const usual = choices.type?.command ?? [];
    const answer = await typeText({
      title: spawnTitle,
      prompt: 'The command that the agent runs',
      position,
      value: joinCommandLine(choices.command ?? usual),
      check: (text) => {
        const line = splitCommandLine(text);
        if ('fault' in line) return line.fault;
        return line.words.length === 0 && choices.type?.interactive !== true
          ? 'Type the command that the agent shall run.'
          : null;
      },
    });
    return outcome(answer, (text) => {
      const line = splitCommandLine(text);
      const words = 'words' in line ? line.words : [];
      // The type's own command also says in which folder it runs, which one typed by hand does not.
      choices.command =
        words.length === 0 || joinCommandLine(words) === joinCommandLine(usual) ? null : words;
      return 'finish';
    });
  };
}
