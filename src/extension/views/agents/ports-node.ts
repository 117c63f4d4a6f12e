import { ThemeIcon, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import { portRange } from '../../../core/resource/port-range.ts';
import { rowTags } from '../../contributions/contexts.ts';
import { leaf, row, type TreeNode } from '../node.ts';
import type { AgentNode } from './agent-node.ts';

/** The ports that the agent has to itself. */
export class PortsNode implements TreeNode {
  readonly id: string;
  readonly parent: AgentNode;

  constructor(parent: AgentNode) {
    this.id = `${parent.id}/ports`;
    this.parent = parent;
  }

  toTreeItem(): TreeItem {
    return row(
      {
        label: 'Ports',
        description: portRange(this.parent.agent.ports) ?? 'none',
        tooltip: 'Ports that no other agent is given, for servers that this one starts.',
        icon: new ThemeIcon('plug'),
      },
      TreeItemCollapsibleState.Collapsed,
    );
  }

  children(): readonly TreeNode[] {
    const { ports } = this.parent.agent;
    if (ports.length === 0) return [leaf(`${this.id}/none`, this, { label: 'It has no ports.' })];
    return ports.map((port, index) => new PortNode(port, index, this));
  }
}

/** One port, to copy or to open in a browser. */
export class PortNode implements TreeNode {
  readonly id: string;
  readonly parent: PortsNode;
  readonly port: number;
  readonly #variable: string;

  constructor(port: number, index: number, parent: PortsNode) {
    this.id = `${parent.id}/${String(port)}`;
    this.parent = parent;
    this.port = port;
    this.#variable = `PORT${String(index)}`;
  }

  toTreeItem(): TreeItem {
    const item = row({
      label: String(this.port),
      description: this.#variable,
      tooltip: `${this.#variable}=${String(this.port)} in the agent’s environment`,
    });
    item.contextValue = rowTags.port;
    return item;
  }
}
