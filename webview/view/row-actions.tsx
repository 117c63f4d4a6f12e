import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { AgentCommand, AgentView } from '../../src/extension/dashboard/contract.ts';
import { Button } from '../toolkit.ts';
import { Icon, type IconName } from './icons.tsx';

interface Action {
  readonly command: AgentCommand;
  readonly label: string;
  readonly icon: IconName;
}

const stop: Action = { command: 'stop', label: 'Stop', icon: 'stop' };
const restart: Action = { command: 'restart', label: 'Restart', icon: 'restart' };
const renew: Action = { command: 'renew', label: 'Renew the namespace of', icon: 'renew' };
const logs: Action = { command: 'showLogs', label: 'Show logs of', icon: 'logs' };
const clean: Action = { command: 'clean', label: 'Clean artifacts of', icon: 'clean' };

export interface RowActionsProps {
  readonly agent: AgentView;
  readonly onCommand: (command: AgentCommand, agent: string) => void;
}

/** What can be done with one agent: one stop for the tab key, arrow keys inside (ARIA Practices, toolbar). */
export function RowActions({ agent, onCommand }: RowActionsProps): VNode {
  const actions = [
    agent.live ? stop : restart,
    ...(agent.drift.length > 0 ? [renew] : []),
    logs,
    clean,
  ];
  const [reachable, setReachable] = useState(0);
  const buttons = useRef(new Map<number, HTMLElement>());

  function onKeyDown(event: KeyboardEvent): void {
    const next = moved(event.key, reachable, actions.length);
    if (next === null) return;
    event.preventDefault();
    setReachable(next);
    buttons.current.get(next)?.focus();
  }

  return (
    <div
      class="row-actions"
      role="toolbar"
      aria-label={`Actions for ${agent.name}`}
      onKeyDown={onKeyDown}
    >
      {actions.map(({ command, label, icon }, index) => (
        <Button
          key={index}
          appearance="icon"
          label={`${label} ${agent.name}`}
          tabIndex={index === reachable ? 0 : -1}
          buttonRef={(button) => {
            if (button) buttons.current.set(index, button);
            else buttons.current.delete(index);
          }}
          onClick={() => {
            setReachable(index);
            onCommand(command, agent.id);
          }}
        >
          <Icon name={icon} />
        </Button>
      ))}
    </div>
  );
}

function moved(key: string, from: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (from + 1) % count;
    case 'ArrowLeft':
      return (from + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
