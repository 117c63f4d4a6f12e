import type { VNode } from 'preact';
import type { StandingView, TaskCommand } from '../../src/extension/dashboard/contract.ts';
import { unreachable } from '../../src/core/unreachable.ts';
import { Button } from '../toolkit.ts';

const labels: Readonly<Record<TaskCommand, string>> = {
  runTask: 'Run',
  cancelTask: 'Stop',
  raiseTask: 'Do Sooner',
  explainTask: 'Explain',
  showTaskLog: 'Show Log',
  openDeclaration: 'Open Declaration',
};

export interface TaskActionsProps {
  readonly name: string;
  readonly status: StandingView['status'];
  readonly onCommand: (command: TaskCommand) => void;
}

/** What can be done about the task that was chosen. */
export function TaskActions({ name, status, onCommand }: TaskActionsProps): VNode {
  return (
    <div class="task-actions" role="group" aria-label={`Actions for ${name}`}>
      {[...actionsFor(status), 'openDeclaration' as const].map((command) => (
        <Button
          key={command}
          appearance="secondary"
          onClick={() => {
            onCommand(command);
          }}
        >
          {labels[command]}
        </Button>
      ))}
    </div>
  );
}

function actionsFor(status: StandingView['status']): readonly TaskCommand[] {
  switch (status) {
    case 'waiting':
      return ['raiseTask', 'cancelTask', 'explainTask'];
    case 'running':
      return ['cancelTask', 'showTaskLog', 'explainTask'];
    case 'idle':
    case 'skipped':
      return ['runTask', 'explainTask'];
    case 'done':
    case 'failed':
    case 'cancelled':
      return ['runTask', 'showTaskLog', 'explainTask'];
    default:
      return unreachable(status);
  }
}
