import path from 'node:path';
import { closeContention, listOpenContention, openContention } from '../../contention/registry.ts';
import type { Finding } from '../../contention/finding.ts';
import { currentIdentity } from '../../process/identity.ts';
import { writePatiently } from '../../store/patient-write.ts';
import type { Store, Transaction } from '../../store/store.ts';
import { listTasks } from '../../task/registry.ts';
import type { Task } from '../../task/task.ts';
import type { Agent } from '../agent.ts';
import { listLiveAgents, readAgent, updateAgent } from '../registry.ts';

/**
 * Does an install with the other agents at work in its checkout told: node_modules changes under them, and a build or
 * test that fails meanwhile need not be their fault. What they are told ends with the install, or with its agent.
 */
export async function withReadersTold<T>(
  store: Store,
  agent: Agent,
  { command: [tool = ''], directory, name }: Task,
  onFault: (fault: unknown) => void,
  install: () => Promise<T>,
): Promise<T> {
  const text = installText(agent.name, directory);
  const { pid } = currentIdentity();
  await writePatiently(
    store,
    (transaction) => {
      for (const reader of readersOf(transaction, agent, directory)) {
        openContention(transaction, {
          agent: reader.id,
          holder: { agent: agent.id, pid, command: name },
          finding: busyFinding(tool, directory, text),
          stream: 'log',
        });
        // What it says of itself comes first.
        updateAgent(transaction, reader, ({ statusReason }) => ({
          statusReason: statusReason ?? text,
        }));
      }
    },
    onFault,
  );
  try {
    return await install();
  } finally {
    await writePatiently(
      store,
      (transaction) => {
        forgetInstall(transaction, agent);
      },
      onFault,
    );
  }
}

/** What readers are told of an agent's install, as a sentence. */
export function installText(agent: string, directory: string): string {
  return `Agent ${agent} installs packages in ${directory}: what is read of node_modules changes meanwhile.`;
}

export function busyFinding(tool: string, directory: string, text: string): Finding {
  return {
    tool,
    kind: 'file-busy',
    resource: path.join(directory, 'node_modules'),
    blocking: true,
    line: 1,
    text,
    cure: 'Run again what failed meanwhile, or give agents worktrees of their own.',
    confidence: 'certain',
  };
}

/** Whether an agent may read node_modules of its checkout; none of the ecosystems means all. */
export function seesNodePackages({ ecosystems }: Pick<Agent, 'ecosystems'>): boolean {
  return ecosystems.length === 0 || ecosystems.includes('node');
}

/** Takes back what other agents were told of this one's install. */
export function forgetInstall(transaction: Transaction, { id }: Pick<Agent, 'id'>): void {
  for (const told of listOpenContention(transaction)) {
    if (told.holder?.agent !== id || told.finding.kind !== 'file-busy') continue;
    closeContention(transaction, told);
    const reader = readAgent(transaction, told.agent);
    if (reader?.statusReason !== told.finding.text) continue;
    updateAgent(transaction, reader, () => ({ statusReason: null }));
  }
}

/** Live agents with a command at work, or a shell, that see the directory and use Node. */
function readersOf(transaction: Transaction, agent: Agent, directory: string): Agent[] {
  return listLiveAgents(transaction).filter(
    (reader) =>
      reader.uid !== agent.uid &&
      (directory === reader.path || directory.startsWith(reader.path + path.sep)) &&
      seesNodePackages(reader) &&
      (reader.interactive ||
        listTasks(transaction, reader.id).some(({ status }) => status === 'running')),
  );
}
