import { ThemeColor, ThemeIcon } from 'vscode';
import type { AgentStatus } from '../../../core/agent/agent-status.ts';

const icons: Record<AgentStatus, { readonly icon: string; readonly color?: string }> = {
  starting: { icon: 'loading~spin' },
  running: { icon: 'loading~spin', color: 'charts.blue' },
  waiting: { icon: 'watch', color: 'charts.yellow' },
  idle: { icon: 'circle-large-outline', color: 'charts.blue' },
  done: { icon: 'pass', color: 'testing.iconPassed' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
  stopped: { icon: 'debug-stop', color: 'testing.iconSkipped' },
  lost: { icon: 'question', color: 'charts.orange' },
};

export function agentStatusIcon(status: AgentStatus): ThemeIcon {
  const { icon, color } = icons[status];
  return new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
}
