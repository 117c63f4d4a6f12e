import { commands, ProgressLocation, window as editor } from 'vscode';
import type { Agent } from '../../core/agent/agent.ts';
import { DisposableList } from '../../core/disposable.ts';
import type { Engine } from '../../core/engine.ts';
import type { Task } from '../../core/task/task.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { commandIds } from '../contributions/commands.ts';
import { formatDuration } from '../../core/quantities.ts';

/**
 * Shows the project's steps while a command agent's supervisor runs them, until they are over. Cancelling stops the agent,
 * whose log and checkout stay to look at.
 */
export async function followSetup(engine: Engine, { id, name }: Agent): Promise<void> {
  const steps = (): Task[] => engine.tasks(id).filter(({ stage }) => stage === 'setup');
  if (steps().every(isOver)) return;
  const owned = new DisposableList();
  try {
    await editor.withProgress(
      {
        location: ProgressLocation.Notification,
        title: `Setting up ${plainText(name)}`,
        cancellable: true,
      },
      (progress, token) =>
        new Promise<void>((resolve, reject) => {
          const draw = (): void => {
            const all = steps();
            const current = all.find((step) => !isOver(step));
            if (current) progress.report({ message: stepText(current, all) });
            else resolve();
          };
          owned.add(
            engine.subscribe((event) => {
              if ('agent' in event && event.agent === id) draw();
            }),
          );
          owned.add(
            token.onCancellationRequested(() => {
              engine.stop(id).then(draw, reject);
            }),
          );
          draw();
        }),
    );
  } finally {
    owned.dispose();
  }
  const failed = steps().find(({ status }) => status === 'failed');
  if (failed) tellOfFailure(id, name, failed);
}

function isOver({ status }: Task): boolean {
  return status !== 'waiting' && status !== 'running';
}

function stepText(current: Task, all: readonly Task[]): string {
  const place =
    all.length === 1 ? '' : `${String(all.indexOf(current) + 1)} of ${String(all.length)}: `;
  const limit =
    current.limitSeconds === undefined ? '' : ` (at most ${formatDuration(current.limitSeconds)})`;
  return plainText(`${place}${current.name.replace(/^Setup: /, '')}${limit}`);
}

function tellOfFailure(id: string, name: string, { reason, name: step }: Task): void {
  const text = `${name} was not started: its step "${step}" failed. ${reason ?? ''}`;
  void editor.showWarningMessage(plainText(text).trim(), 'Show Logs').then((chosen) => {
    if (chosen) void commands.executeCommand(commandIds.showLogs, id);
  });
}
