import { readMarker } from '../../process/agent-marker.ts';

/**
 * The variable that every process of a task carries: the claim that it runs under, after those of the tasks around it.
 * By it the processes of a task whose runner was killed are found.
 */
export const taskMarker = 'LANEKEEPER_TASK_UID';

/** The marker for a task that is run in an environment, which may be that of another task. */
export function nestedMarker(environment: NodeJS.ProcessEnv, uid: string): string {
  const outer = environment[taskMarker];
  return outer ? `${outer}/${uid}` : uid;
}

/** The claims of the tasks that this environment is inside of. */
export function enclosingTasks(environment: NodeJS.ProcessEnv): ReadonlySet<string> {
  return new Set((environment[taskMarker] ?? '').split('/'));
}

/** The claim that a process was started under; null as for `readMarker`. */
export function readTaskMarker(pid: number): string | null {
  return readMarker(pid, taskMarker)?.split('/').at(-1) ?? null;
}
