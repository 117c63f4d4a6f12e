import path from 'node:path';
import type { PreparationStep } from '../../environment/ecosystem.ts';
import { forgetStamp, noteStamp, readStamp, type Stamp } from '../../environment/step-stamp.ts';
import { identify } from '../../process/identity.ts';
import { holdLock } from '../../resource/machine-lock.ts';
import { insertTask, updateTask } from '../../task/registry.ts';
import type { Agent } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { currentSteps } from '../type/prepared.ts';

/**
 * Installs an agent's Python packages once more where requirements have changed since, before a command of it. What the
 * installer says goes to stderr, as stdout is the command's. An install that fails is told there and in the agent's
 * tasks, is tried again once its requirements change or the agent restarts, and keeps the command from nothing.
 */
export async function refreshPackages(
  context: EngineContext,
  agent: Agent,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  for (const step of await currentSteps(context, agent, ['python'])) {
    const { stamp } = step;
    if (!stamp || (await readStamp(stamp, step.command)).outcome !== 'stale') continue;
    const lock = step.lock === null ? null : await holdLock(step.lock, { purpose: step.name });
    try {
      const { fingerprint, outcome } = await readStamp(stamp, step.command);
      if (outcome === 'stale')
        await install(context, agent, { step, stamp, fingerprint, environment });
    } finally {
      lock?.dispose();
    }
  }
}

interface Install {
  readonly step: PreparationStep;
  readonly stamp: Stamp;
  readonly fingerprint: string;
  readonly environment: Readonly<Record<string, string>>;
}

async function install(
  { store }: EngineContext,
  agent: Agent,
  { step, stamp, fingerprint, environment }: Install,
): Promise<void> {
  const { execa } = await import('execa');
  const [program = '', ...parameters] = step.command;
  const directory = path.join(agent.path, step.directory);
  await forgetStamp(stamp);
  const subprocess = execa(program, parameters, {
    cwd: directory,
    env: environment,
    extendEnv: false,
    stdin: 'ignore',
    stdout: 2,
    stderr: 2,
    reject: false,
  });
  const task = await store.write((transaction) =>
    insertTask(transaction, {
      agent: agent.id,
      origin: 'run',
      name: step.name,
      command: [...step.command],
      directory,
      class: step.class,
      lock: step.lock,
      unlessExists: step.unlessExists,
      status: 'running',
      reason: 'What it installs from has changed.',
      process: subprocess.pid === undefined ? null : identify(subprocess.pid),
      exitCode: null,
      startedAt: new Date().toISOString(),
      endedAt: null,
    }),
  );
  const { exitCode = 1 } = await subprocess;
  const outcome = exitCode === 0 ? 'done' : 'failed';
  await noteStamp(stamp, fingerprint, outcome);
  await store.write((transaction) =>
    updateTask(transaction, task.id, {
      status: outcome,
      exitCode,
      endedAt: new Date().toISOString(),
    }),
  );
}
