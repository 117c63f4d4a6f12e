import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { AgentTypeAvailability } from '../../core/agent/type/detect-types.ts';
import type { Engine } from '../../core/engine.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { type Choices, outcome, spawnTitle } from './choices.ts';
import { chooseItem } from './quick-input.ts';
import type { Step } from './steps.ts';
import { typeFacts } from './type-facts.ts';

type TypeItem = QuickPickItem & { readonly type?: AgentTypeAvailability };

/** What the agent does. A type that does not work here can be chosen to learn why, and the list stays open. */
export function typeStep(choices: Choices, engine: Engine): Step {
  return async (position) => {
    const types = await engine.agentTypes(choices.folder);
    const items = typeItems(types);
    const answer = await chooseItem<TypeItem, AgentTypeAvailability>({
      title: spawnTitle,
      placeholder: 'What shall the agent do?',
      position,
      items: () => items,
      active: (all) => all.find((item) => item.type && item.type.type === choices.type?.type),
      accept: ({ type }) => {
        if (!type) return null;
        if (type.available) return type;
        void window.showInformationMessage(
          plainText(`${type.title} is not available: ${whyNot(type)}`),
        );
        return null;
      },
    });
    return outcome(answer, (type) => {
      if (choices.type?.type !== type.type) choices.command = null;
      choices.type = type;
      return 'next';
    });
  };
}

/** Types that work here first; the others say why they do not. */
function typeItems(types: readonly AgentTypeAvailability[]): TypeItem[] {
  const available = types.filter((type) => type.available);
  const others = types.filter((type) => !type.available);
  return [
    ...available.map((type) => ({
      type,
      label: plainText(type.title),
      description: plainText(typeFacts(type)),
      detail: plainText(whatItRuns(type)),
    })),
    ...(others.length > 0
      ? [{ label: 'Not available here', kind: QuickPickItemKind.Separator }]
      : []),
    ...others.map((type) => ({
      type,
      label: `$(circle-slash) ${plainText(type.title)}`,
      description: `${plainText(type.type)} · not available`,
      detail: plainText(whyNot(type)),
    })),
  ];
}

function whatItRuns({ description, command }: AgentTypeAvailability): string {
  const line = command.join(' ');
  return line === '' || line === description ? description : `${description}: ${line}`;
}

function whyNot({ reason, cure }: AgentTypeAvailability): string {
  return [reason, cure].filter(Boolean).join(' ');
}
