import { window as editor } from 'vscode';
import type { Engine } from '../../core/engine.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import type { GraphTask } from '../../core/task/graph-task.ts';
import type { TaskPlace } from '../../core/task/task-graphs.ts';
import { localFolders } from '../workspace-access.ts';
import { commandText, taskDescription } from '../views/tasks/graph-task-text.ts';
import type { Invocation } from './invocation.ts';
import { parseTaskArgument } from './task-argument.ts';

export interface ChosenTask {
  readonly place: TaskPlace;
  readonly name: string;
}

interface Question {
  readonly placeholder: string;
  /** Which tasks the command makes sense for; all when absent. */
  readonly fits?: (task: GraphTask) => boolean;
  /** What to say when there is no such task. */
  readonly none: string;
}

/**
 * The task that a command is meant for: the row it was called on, the one a script names, else one that the user
 * chooses: of the window's folders, or of the agents it was called on. Null when the user chose none or there is none to choose.
 *
 * @throws LanekeeperError input-invalid, workspace-missing, and as `TaskGraphs.load`
 */
export async function chooseTask(
  engine: Engine,
  invocation: Invocation,
  question: Question,
): Promise<ChosenTask | null> {
  switch (invocation.from) {
    case 'task':
      return { place: { root: invocation.root }, name: invocation.task };
    case 'script': {
      const { place, names } = parseTaskArgument(invocation.argument);
      return { place, name: names[0] };
    }
    case 'rows':
      return askWhich(engine, placesOf(engine, invocation.agents), question);
    case 'checks':
    case 'files':
    case 'person':
      return askWhich(engine, foldersOfWindow(), question);
  }
}

/** Where a task may be chosen from, and what that is called. */
interface Offer {
  readonly place: TaskPlace;
  readonly name: string;
}

function foldersOfWindow(): Offer[] {
  return localFolders().map(({ name, uri }) => ({ place: { root: uri.fsPath }, name }));
}

function placesOf(engine: Engine, agents: readonly string[]): Offer[] {
  return agents.map((agent) => ({ place: { agent }, name: engine.findAgent(agent).name }));
}

async function askWhich(
  engine: Engine,
  offers: readonly Offer[],
  { placeholder, fits, none }: Question,
): Promise<ChosenTask | null> {
  const items = await Promise.all(
    offers.map(async ({ place, name }) => {
      const tasks = (await engine.graph.load(place)).read();
      return tasks.map((task) => ({ task, place, whose: offers.length > 1 ? name : null }));
    }),
  );
  const fitting = items.flat().filter(({ task }) => fits?.(task) ?? true);
  if (fitting.length === 0) {
    void editor.showInformationMessage(none);
    return null;
  }
  const chosen = await editor.showQuickPick(
    fitting.toSorted(compare).map(({ task, place, whose }) => ({
      place,
      name: task.name,
      label: plainText(task.name),
      description: plainText(taskDescription(task, null)),
      detail: plainText([whose, commandText(task.declaration)].filter(Boolean).join(' · ')),
    })),
    { placeHolder: placeholder, matchOnDetail: true },
  );
  return chosen ? { place: chosen.place, name: chosen.name } : null;
}

/** Declared ones first, then by name. */
function compare({ task: one }: { task: GraphTask }, { task: other }: { task: GraphTask }): number {
  const rank = ({ declaration }: GraphTask) => (declaration.source.kind === 'lanekeeper' ? 0 : 1);
  return rank(one) - rank(other) || one.name.localeCompare(other.name);
}
