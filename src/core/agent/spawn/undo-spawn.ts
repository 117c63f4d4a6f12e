import { clean } from '../../artifact/clean.ts';
import type { Agent } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { recordEnding } from '../end/ending.ts';
import { readAgent, removeAgent, updateAgent } from '../registry.ts';

/**
 * Takes back what was made of an agent whose spawn failed. When something must stay, the agent stays as well, so that
 * it is seen and can be cleaned later.
 */
export async function undoSpawn({ store, location }: EngineContext, spawned: Agent): Promise<void> {
  const agent = readAgent(store, spawned.id);
  if (agent?.uid !== spawned.uid) return;
  const { kept } = await clean({
    agent: agent.id,
    uid: agent.uid,
    roots: agent.roots,
    location,
    dryRun: false,
  });
  await store.write(
    (transaction) => {
      if (kept.length === 0) {
        removeAgent(transaction, agent);
        return;
      }
      recordEnding(transaction, agent, {
        status: 'failed',
        reason: `It could not be started, and ${kept.map(({ path }) => path).join(', ')} was kept.`,
        exitCode: null,
      });
      updateAgent(transaction, agent, ({ roots }) => ({
        roots: roots.filter((root) => kept.some(({ path }) => path.startsWith(root.path))),
      }));
    },
    { fromReserve: true },
  );
}
