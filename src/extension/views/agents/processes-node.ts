import { ThemeIcon, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Engine } from '../../../core/engine.ts';
import type { ProcessEntry } from '../../../core/process/process-entry.ts';
import { programName } from '../../../core/process/program-name.ts';
import { formatBytes } from '../../../core/quantities.ts';
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
    return processes.map((process) => this.#process(process));
  }

  #process({ pid, parentPid, startTime, name, residentBytes, cpuSeconds }: ProcessEntry): TreeNode {
    const { interactive, process: own } = this.parent.agent;
    const isSupervisor = !interactive && own?.pid === pid && own.startTime === startTime;
    return leaf(`${this.id}/${String(pid)}-${startTime}`, this, {
      label: isSupervisor ? 'supervisor' : programName(pid, name),
      description: `${String(pid)} · ${formatBytes(residentBytes)}`,
      tooltip: [
        `Process ${String(pid)}, child of ${String(parentPid)}`,
        ...(isSupervisor ? ['Lanekeeper’s own: runs the agent’s commands and keeps its log.'] : []),
        `Memory: ${formatBytes(residentBytes)}`,
        `Processor time: ${cpuSeconds.toFixed(1)} s`,
      ].join('\n'),
    });
  }
}
