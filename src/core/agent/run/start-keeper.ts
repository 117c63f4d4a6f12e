import { spawn } from 'node:child_process';
import { inheritedEnvironment } from '../../environment/inherit.ts';
import type { GateLimits } from '../../resource/gates.ts';
import type { EngineContext } from '../context.ts';

/**
 * Starts the rest of its words once more whenever they were killed outright (128 + SIGKILL; POSIX sh, 2.8.2), as a machine
 * that is out of memory does: shells have nobody else who would. Whatever else they end by is meant.
 */
const watch = 'while "$@" --watcher $$; [ $? -eq 137 ]; do sleep 0.2; done';

/** Runs the rest of its words as nobody's child, so that stopping the agent that started it does not stop it. */
const orphan = '"$@" &';

/** Starts the process that serves the tokens of shells, under a shell of its own that watches it. */
export function startKeeper(
  {
    supervisor,
    environment,
    location,
  }: Pick<EngineContext, 'supervisor' | 'environment' | 'location'>,
  { COMPILE_JOBS }: Pick<GateLimits, 'COMPILE_JOBS'>,
): void {
  const { node, script } = supervisor;
  const server = [
    ...[node, '--disable-warning=ExperimentalWarning', script],
    ...['serve-jobs', '--compile-jobs', String(COMPILE_JOBS)],
  ];
  const watched = ['sh', '-c', watch, 'lanekeeper-jobs', ...server];
  const keeper = spawn('sh', ['-c', orphan, 'sh', ...watched], {
    cwd: location.home,
    detached: true,
    env: {
      ...inheritedEnvironment(environment),
      LANEKEEPER_HOME: location.home,
      // It is everybody's, and goes with no agent.
      LANEKEEPER_AGENT_UID: '',
      ELECTRON_RUN_AS_NODE: '1',
    },
    stdio: 'ignore',
  });
  keeper.once('error', () => undefined);
  keeper.unref();
}
