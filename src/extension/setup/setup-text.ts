import path from 'node:path';
import type { ProposedSetup } from '../../core/agent/spawn/permitted-setup.ts';
import type { SetupStep } from '../../core/setup/step.ts';
import { visibleText } from '../../core/terminal/visible-text.ts';
import { joinCommandLine } from '../spawn/command-line.ts';

type Proposal = Pick<ProposedSetup, 'tool' | 'files' | 'setup' | 'teardown' | 'scripts'>;

/** A dialog has no scroll bar: what does not fit is counted, and stands in the document. */
const shownSteps = 6;
const shownCharacters = 200;
const shownLines = 4;

/** What the dialog says before anything runs. */
export function setupQuestion(
  workspace: string,
  proposal: Proposal,
): { message: string; detail: string } {
  const { setup, teardown, scripts } = proposal;
  const count = setup.length + teardown.length;
  const what = count === 1 ? 'a step of its own' : `${String(count)} steps of its own`;
  const project = visibleText(path.basename(workspace));
  return {
    message: `"${project}" wants to run ${what} for the agent. Run them?`,
    detail: [
      `From ${fileNames(workspace, proposal)} (${proposal.tool})`,
      ...stage('Before the agent’s command:', setup, brief),
      ...stage('Before its checkout is deleted:', teardown, brief),
      ...(scripts.length === 0
        ? []
        : ['', `Scripts that they name: ${cut(scripts.map((each) => each.path).join(', '))}`]),
      '',
      'They run as you. You are asked again when a step or such a script changes.',
    ].join('\n'),
  };
}

/** The whole text, for the document. Its first lines lie under the list of answers, so nothing there is about the steps. */
export function setupDocument(proposal: Proposal): string {
  const { tool, files, setup, teardown, scripts } = proposal;
  return [
    'Setup steps of this project',
    '',
    'They stand in its settings and would run as you. Nothing runs before you say so.',
    String.raw`What could hide in a text is spelled out, such as \u{1b} for an escape.`,
    '',
    '',
    `From the settings of ${tool}:`,
    ...files.map((file) => `  ${visibleText(file)}`),
    ...stage('Before the agent’s command:', setup, whole),
    ...stage('Before its checkout is deleted:', teardown, whole),
    ...(scripts.length === 0
      ? []
      : [
          '',
          'Scripts that they name, as they are now:',
          ...scripts.map((each) => `  ${visibleText(each.path)}  sha256 ${each.sha256}`),
        ]),
    '',
  ].join('\n');
}

function stage(
  title: string,
  steps: readonly SetupStep[],
  write: (steps: readonly SetupStep[]) => string[],
): string[] {
  return steps.length === 0 ? [] : ['', title, ...write(steps)];
}

function brief(steps: readonly SetupStep[]): string[] {
  const more = steps.length - shownSteps;
  return [
    ...steps.slice(0, shownSteps).map((step) => `• ${cut(commandText(step))}${conditions(step)}`),
    ...(more > 0 ? [`… and ${String(more)} more, which "Show" shows`] : []),
  ];
}

function whole(steps: readonly SetupStep[]): string[] {
  return steps.map(
    (step, index) =>
      `${String(index + 1).padStart(3)}. ${visibleText(commandText(step)).replaceAll('\n', '\n     ')}${conditions(step)}`,
  );
}

/** Where a step runs and how long it may take, where that is not the usual. */
function conditions({ directory, timeoutSeconds }: SetupStep): string {
  const parts = [
    ...(directory === '.' ? [] : [`in ${visibleText(directory)}`]),
    ...(timeoutSeconds === null ? [] : [`at most ${String(timeoutSeconds)} s`]),
  ];
  return parts.length === 0 ? '' : `   (${parts.join(', ')})`;
}

/** A line for a shell as it was written; programs and their arguments as a shell would take them. */
function commandText({ command }: SetupStep): string {
  const [program = '', first, line] = command;
  if ((program === 'sh' || program === 'bash') && first === '-c' && command.length === 3) {
    return line ?? '';
  }
  return program === 'cmd.exe' ? (command.at(-1) ?? '') : joinCommandLine(command);
}

function fileNames(workspace: string, { files }: Proposal): string {
  return cut(files.map((file) => path.relative(workspace, file)).join(' and '));
}

function cut(text: string): string {
  const visible = visibleText(text).trim();
  const lines = visible.split('\n').slice(0, shownLines).join('\n');
  const kept = lines.slice(0, shownCharacters);
  const left = visible.length - kept.length;
  const shown = kept.trimEnd().toWellFormed().replaceAll('\n', '\n  ');
  return left > 0 ? `${shown} … (${String(left)} more characters, which "Show" shows)` : shown;
}
