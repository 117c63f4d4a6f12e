import type { Contention } from '../../../core/contention/contention.ts';
import { formatDuration, formatTime } from '../../../core/quantities.ts';
import type { GraphTask } from '../../../core/task/graph-task.ts';
import {
  defaultPriority,
  type TaskDeclaration,
} from '../../../core/task/declaration/declaration.ts';
import { unreachable } from '../../../core/unreachable.ts';
import { secondsBetween } from '../elapsed.ts';

/** What the row of a task says beside its name. `lastLine`: of what one that failed has printed. */
export function taskDescription(
  task: GraphTask,
  lastLine: string | null,
  now = Date.now(),
): string {
  const { agent, priority, declaration } = task;
  const isRaised = priority !== declaration.priority || priority !== defaultPriority;
  return [
    agent,
    ...standing(task, lastLine, now),
    task.status === 'waiting' && isRaised ? `priority ${String(priority)}` : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

function standing(task: GraphTask, lastLine: string | null, now: number): (string | null)[] {
  const { status, reason, waitsFor, milliseconds } = task;
  switch (status) {
    case 'idle':
      return [];
    case 'waiting':
      return waitsFor.length > 0 ? [`waiting for ${waitsFor.join(', ')}`] : ['waiting', reason];
    case 'running':
      return ['running', runningText(task, now)];
    case 'done':
      return [wayText(task), milliseconds === null ? null : formatTime(milliseconds)];
    case 'failed':
      return ['failed', lastLine ?? reason];
    case 'cancelled':
      return ['stopped'];
    case 'skipped':
      return ['not started', reason];
    default:
      return unreachable(status);
  }
}

/** `12 s of about 30 s`; the first part alone where it was never run. */
function runningText({ startedAt, expectedMilliseconds }: GraphTask, now: number): string | null {
  if (startedAt === null) return null;
  const elapsed = formatDuration(secondsBetween(startedAt, null, now));
  return expectedMilliseconds === null
    ? elapsed
    : `${elapsed} of about ${formatDuration(Math.ceil(expectedMilliseconds / 1000))}`;
}

function wayText({ state }: GraphTask): string {
  if (state?.status !== 'done') return 'done';
  switch (state.how) {
    case 'ran':
    case 'joined':
      return 'ran';
    case 'fresh':
      return 'cached, nothing had changed';
    case 'restored':
      return 'cached, its result was put back';
    default:
      return unreachable(state.how);
  }
}

/** All there is to know of a task at a glance. */
export function taskTooltip(task: GraphTask, lastLine: string | null): string {
  const { declaration, reason, expectedMilliseconds, milliseconds, contention } = task;
  const { source, dependsOn } = declaration;
  return [
    task.name,
    commandText(declaration) ?? 'Groups other tasks',
    `Status: ${task.status}${reason === null ? '' : ` – ${reason}`}`,
    ...(task.status === 'failed' && lastLine !== null ? [`Printed last: ${lastLine}`] : []),
    ...contention.map(({ finding }) => `Waits: ${finding.text}`),
    `Priority: ${String(task.priority)}`,
    ...(declaration.class === null ? [] : [`Class: ${declaration.class}`]),
    ...(dependsOn.length === 0 ? [] : [`After: ${dependsOn.join(', ')}`]),
    ...(milliseconds === null ? [] : [`Took: ${formatTime(milliseconds)}`]),
    ...(expectedMilliseconds === null ? [] : [`Usually: ${formatTime(expectedMilliseconds)}`]),
    `From: ${source.file}`,
  ].join('\n');
}

/** What holds a task up, for the mark on its row; null where nothing that others have does. */
export function taskWait({ state, reason, contention }: GraphTask): string | null {
  const waits = contention.map(waitText);
  const isHeldUp =
    state?.status === 'waiting' &&
    (state.reason.kind === 'resources' || state.reason.kind === 'elsewhere');
  if (isHeldUp && reason !== null) waits.push(reason);
  return waits.length === 0 ? null : waits.join('\n');
}

/** What something waits for, and what helps. */
export function waitText({ finding }: Contention): string {
  return `Waits for ${finding.resource || finding.tool}. ${finding.cure}`;
}

/** The command of a task as it was written: a line for the shell without the shell. Null for one that groups others. */
export function commandText({ command }: Pick<TaskDeclaration, 'command'>): string | null {
  const [program, option, line, ...others] = command;
  if (program === undefined) return null;
  const isLine = program === 'sh' && option === '-c' && line !== undefined && others.length === 0;
  return isLine ? line : command.join(' ');
}
