import path from 'node:path';
import type { Task } from '../../task/task.ts';
import type { Agent } from '../agent.ts';

/** Words of a command line that name it: the program and its sub-commands. */
const namingWords = 3;
const subCommand = /^[\w][\w:./@-]{0,23}$/;

/** What the task of an agent's own command is called: by the type where it says what runs, else by the command. */
export function mainTaskName({ type, command }: Pick<Agent, 'type' | 'command'>): string {
  if (type !== 'auto') return type;
  const [program = type, ...words] = command;
  const end = words.findIndex((word) => !subCommand.test(word));
  const named = words.slice(0, end === -1 ? words.length : end).slice(0, namingWords - 1);
  return [path.basename(program), ...named].join(' ');
}

/** Whether a task is the agent's own command, and not what prepares for it. */
export function isMainTask(
  agent: Pick<Agent, 'type' | 'command' | 'interactive'>,
  { origin, stage, name }: Pick<Task, 'origin' | 'stage' | 'name'>,
): boolean {
  return (
    !agent.interactive &&
    origin === 'spawn' &&
    stage === undefined &&
    // Before they were named by it, the commands of `auto` had that name.
    (name === mainTaskName(agent) || name === agent.type)
  );
}
