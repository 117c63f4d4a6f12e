import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { clean } from '../../artifact/clean.ts';
import { listContention } from '../../contention/registry.ts';
import { sortedVariables } from '../../environment/contract.ts';
import { locate } from '../../location.ts';
import { cargoKeeps } from '../../seed/cargo-left-out.ts';
import { copyTree } from '../../seed/copy-tree.ts';
import { readTree } from '../../seed/tree.ts';
import { writePatiently } from '../../store/patient-write.ts';
import type { Store, Transaction } from '../../store/store.ts';
import { insertTask, updateTask } from '../../task/registry.ts';
import type { Task } from '../../task/task.ts';
import type { Agent } from '../agent.ts';
import { diskBuild, withBuildNote } from './keep-build.ts';
import { buildDirectoryIn, isRepeatable, memoryInUse, type MemoryRoot } from './memory-root.ts';
import { MemoryWatch } from './memory-watch.ts';
import type { OutputRecorder } from '../supervisor/output-recorder.ts';
import { agentNotFound, readAgent, updateAgent } from '../registry.ts';
import type { runTask } from '../supervisor/task-run.ts';
import type { TaskResult } from '../supervisor/task-result.ts';
import type { RunOptions } from '../supervisor/run-options.ts';

/**
 * Runs a task of an agent that may build in memory. Once the memory is full, by the agent's bound or because a tool says
 * so, what runs is stopped, what it has built moves to the disk, and the task is run once more there. Both tasks, the
 * log and the agent's notes say so.
 */
export async function runWithinMemory(
  store: Store,
  agent: Agent,
  task: Task,
  output: OutputRecorder,
  options: RunOptions,
  run: typeof runTask,
): Promise<TaskResult> {
  const root = memoryInUse(agent);
  if (!root || !isRepeatable(task.command)) return run(store, agent, task, output, options);
  const full = new AbortController();
  let reason: string | null = null;
  const watch = new MemoryWatch(root, (why) => {
    reason = why;
    full.abort();
  });
  const since = new Date().toISOString();
  const stop = AbortSignal.any([options.stop, full.signal]);
  const result = await run(store, agent, task, output, { ...options, stop })
    .catch((fault: unknown): TaskResult => {
      // It was full before the command had begun, as while it waited at its gate.
      if (options.stop.aborted || !full.signal.aborted) throw fault;
      return { exitCode: null, signal: null, reason: 'stopped' };
    })
    .finally(() => {
      watch.dispose();
    });
  if (result.exitCode === 0 || options.stop.aborted) return result;
  reason ??= await watch.lookLast();
  reason ??= ranOut(store, agent, since) ? 'Its build directory in memory is full.' : null;
  if (reason === null) return result;
  const moved = await moveToDisk(store, agent, { task, root, reason, result }, output, options);
  const again = await run(store, moved.agent, moved.task, output, options);
  const { id, reason: why } = moved.task;
  // A task that has ended well says nothing by itself.
  if (again.exitCode === 0) {
    const tell = (transaction: Transaction) => updateTask(transaction, id, { reason: why });
    await writePatiently(store, tell, options.onFault);
  }
  return again;
}

/** Whether a tool said that it found no room. */
function ranOut(store: Store, { id }: Agent, since: string): boolean {
  const { open, closed } = listContention(store, id);
  return [...open, ...closed].some(
    ({ finding, since: at }) => finding.kind === 'disk-full' && at >= since,
  );
}

interface Move {
  readonly task: Task;
  readonly root: MemoryRoot;
  readonly reason: string;
  readonly result: TaskResult;
}

async function moveToDisk(
  store: Store,
  agent: Agent,
  { task, root, reason, result }: Move,
  output: OutputRecorder,
  { environment, stop, onFault }: RunOptions,
): Promise<{ readonly agent: Agent; readonly task: Task }> {
  const to = diskBuild(agent);
  await output.announce(`${reason} The build goes on on the disk.`);
  const kept = await copyBuild(agent, buildDirectoryIn(root), to, stop);
  const note = `Cargo’s intermediates are on the disk since ${new Date().toISOString()}. ${reason}`;
  const moved = await writePatiently(
    store,
    (transaction) => {
      // What could not be done in memory is history, which a restart does not run again.
      updateTask(transaction, task.id, {
        reason,
        origin: 'run',
        ...(result.reason === 'stopped' && {
          status: 'stopped',
          endedAt: new Date().toISOString(),
        }),
      });
      const again = insertTask(transaction, {
        ...task,
        status: 'waiting',
        reason: `${reason} ${kept}`,
        process: null,
        exitCode: null,
        startedAt: null,
        endedAt: null,
      });
      const changed = updateAgent(transaction, agent, ({ environment: own, notes = [] }) => ({
        environment: sortedVariables({ ...own, CARGO_BUILD_BUILD_DIR: to }),
        notes: withBuildNote(notes, note),
      }));
      return changed && { agent: changed, task: again };
    },
    onFault,
  );
  if (!moved) throw agentNotFound(agent.id);
  await giveBack(store, agent, root, environment).catch(onFault);
  return { ...moved, agent: readAgent(store, agent.id) ?? moved.agent };
}

/** Copies what has been built, for the disk is another file system; how that went, as a sentence. */
async function copyBuild(
  agent: Agent,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<string> {
  const again = 'All is built again on the disk.';
  try {
    await mkdir(path.dirname(to), { recursive: true });
    const readAt = BigInt(Date.now()) * 1_000_000n;
    const keep = await cargoKeeps({ from, isSameCheckout: true, folders: [agent.path] });
    const entries = await readTree(from, { keep, signal });
    const outcome = await copyTree(from, to, { entries, readAt, keep, signal });
    return outcome === 'changed' ? again : 'What it had built goes on on the disk.';
  } catch (fault) {
    if (signal.aborted) throw fault;
    return again;
  }
}

async function giveBack(
  store: Store,
  { id, uid }: Agent,
  root: MemoryRoot,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const location = locate(environment);
  const { kept } = await clean({ agent: id, uid, roots: [root], location, dryRun: false });
  if (kept.length > 0) return;
  await store.write((transaction) =>
    updateAgent(transaction, { id, uid }, ({ roots }) => ({
      roots: roots.filter(({ path: at }) => at !== root.path),
    })),
  );
}
