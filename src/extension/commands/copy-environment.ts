import { env, window as editor } from 'vscode';
import type { EnvironmentFormat } from '../../core/environment/format.ts';
import { environmentFormats, formatEnvironment } from '../../core/environment/format.ts';
import { LanekeeperError } from '../../core/error.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { chooseAgents } from './choose-agent.ts';
import type { Command } from './command.ts';

const formats: Record<EnvironmentFormat, { readonly label: string; readonly description: string }> =
  {
    sh: { label: 'bash, zsh, sh', description: 'export NAME=value' },
    fish: { label: 'fish', description: 'set -gx NAME value' },
    pwsh: { label: 'PowerShell', description: '$env:NAME = value' },
    dotenv: { label: '.env file', description: 'NAME=value' },
    json: { label: 'JSON', description: 'one object' },
  };

/** Copy Environment: puts the agent's variables on the clipboard, in the form that the user picks. */
export const copyEnvironment: Command = async ({ access }, invocation) => {
  const engine = await access.ready();
  const [agent] = await chooseAgents(engine, invocation, {
    placeholder: 'Whose environment do you want to copy?',
    none: 'There is no agent yet.',
  });
  if (!agent) return;
  const wanted = invocation.from === 'script' ? formatOf(invocation.argument) : null;
  if (wanted !== null && !environmentFormats.some((each) => each === wanted)) {
    throw new LanekeeperError(
      'input-invalid',
      `${JSON.stringify(wanted)} is no format of an environment.`,
      `Pass one of ${environmentFormats.join(', ')}.`,
    );
  }
  const format =
    environmentFormats.find((each) => each === wanted) ??
    (
      await editor.showQuickPick(
        environmentFormats.map((each) => ({ ...formats[each], format: each })),
        { placeHolder: `Copy the environment of ${plainText(agent.name)} for` },
      )
    )?.format;
  if (!format) return;
  await env.clipboard.writeText(formatEnvironment(engine.environment(agent.id), format));
  editor.setStatusBarMessage(`$(check) Copied the environment of ${plainText(agent.name)}`, 4000);
};

function formatOf(argument: unknown): unknown {
  return typeof argument === 'object' && argument !== null && 'format' in argument
    ? argument.format
    : 'sh';
}
