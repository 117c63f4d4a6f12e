import { agentJson } from '../agent-json.ts';
import { graphTaskJson } from '../commands/task/graph-task-json.ts';
import { contentionJson } from '../contention-json.ts';
import { type Tool, tool } from './tool.ts';

/** As many ended waits as are worth a model's attention. */
const closedShown = 20;

export const machineTools: readonly Tool[] = [
  tool(
    {
      name: 'list_gates',
      description:
        'How many compilers, links, tests, downloads and disk jobs may run at once on this machine, who holds places, and who waits and why. Look here when a build seems to stand still.',
      isReadOnly: true,
    },
    {},
    (engine) => ({ gates: engine.gates() }),
  ),
  tool(
    {
      name: 'list_tasks',
      description:
        'The tasks of the project in the current folder (builds, tests, linters), each with its status, the reason, and whether its result is kept already. Run one with "lanekeeper task run NAME".',
      isReadOnly: true,
    },
    {},
    async (engine) => {
      const project = await engine.graph.load({ root: process.cwd() });
      return { tasks: project.read().map(graphTaskJson), problems: project.problems };
    },
  ),
  tool(
    {
      name: 'list_contention',
      description:
        'Which agents wait at this moment for a lock, a port or a file, who holds it, and the cure; and the most recent waits that are over.',
      isReadOnly: true,
    },
    {},
    (engine) => {
      const { open, closed } = engine.contention();
      const recent = closed.slice(-closedShown);
      return { open: open.map(contentionJson), closed: recent.map(contentionJson) };
    },
  ),
  tool(
    {
      name: 'list_agents',
      description:
        'The agents on this machine: what each is, where it works, and whether it runs, waits or has ended, and why.',
      isReadOnly: true,
    },
    {},
    async (engine) => {
      await engine.reconcile();
      return { agents: engine.listAgents().map(agentJson) };
    },
  ),
];
