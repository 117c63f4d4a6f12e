import { ThemeIcon, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Engine } from '../../../core/engine.ts';
import { formatBytes } from '../../quantities.ts';
import { leaf, row, type TreeNode } from '../node.ts';
import type { AgentNode } from './agent-node.ts';

/** The processes that the agent has at this moment, largest first. */
export class ProcessesNode implements TreeNode {
  readonly id: string;
  readonly parent: AgentNode;
  readonly #engine: Engine;

  constructor(parent: AgentNode, engine: Engine) {
    this.id = `${parent.id}/processes`;
    this.parent = parent;
    this.#engine = engine;
  }

  toTreeItem(): TreeItem {
    return row(
      { label: 'Processes', icon: new ThemeIcon('server-process') },
      TreeItemCollapsibleState.Collapsed,
    );
  }

  children(): readonly TreeNode[] {
    const processes = this.#engine
      .processes(this.parent.agent.id)
      .sort((a, b) => b.residentBytes - a.residentBytes);
    if (processes.length === 0)
      return [leaf(`${this.id}/none`, this, { label: 'No process runs.' })];
    return processes.map((process) =>
      leaf(`${this.id}/${String(process.pid)}-${process.startTime}`, this, {
        label: process.name,
        description: `${String(process.pid)} · ${formatBytes(process.residentBytes)}`,
        tooltip: [
          `Process ${String(process.pid)}, child of ${String(process.parentPid)}`,
          `Memory: ${formatBytes(process.residentBytes)}`,
          `Processor time: ${process.cpuSeconds.toFixed(1)} s`,
        ].join('\n'),
      }),
    );
  }
}
