import { ThemeIcon, TreeItemCollapsibleState } from 'vscode';
import type { Agent } from '../../../core/agent/agent.ts';
import type { OverlappingEdit } from '../../../core/claim/overlapping-edits.ts';
import type { Engine } from '../../../core/engine.ts';
import type { Sample } from '../../../core/metrics/sample.ts';
import { isOfThisWindow } from '../../workspace-access.ts';
import { row, type TreeNode } from '../node.ts';
import { AgentNode } from './agent-node.ts';

/** The rows of all agents: those that work on this window's folders, and one row over all others. */
export class AgentList {
  readonly #engine: Engine;
  readonly #redraw: (node: TreeNode) => void;
  readonly #nodes = new Map<string, AgentNode>();
  readonly #elsewhere: TreeNode = {
    id: 'elsewhere',
    parent: null,
    toTreeItem: () =>
      row(
        {
          label: 'Other Workspaces',
          description: String(this.#split().elsewhere.length),
          tooltip: 'Agents that work on folders of other windows.',
          icon: new ThemeIcon('multiple-windows'),
        },
        TreeItemCollapsibleState.Collapsed,
      ),
    children: () => this.#split().elsewhere,
  };

  constructor(engine: Engine, redraw: (node: TreeNode) => void) {
    this.#engine = engine;
    this.#redraw = redraw;
    this.reload();
  }

  /** Reads which agents there are. Rows of agents that are still there stay the same. */
  reload(): void {
    const uids = new Set<string>();
    for (const agent of this.#engine.listAgents()) {
      uids.add(agent.uid);
      const waits = this.#engine.contention(agent.id).open;
      const known = this.#nodes.get(agent.uid) ?? this.#create(agent);
      known.update(agent, waits, this.#engine.breaches(agent.id));
    }
    for (const uid of this.#nodes.keys()) if (!uids.has(uid)) this.#nodes.delete(uid);
  }

  /** Reads one agent again; null when it has no row or is gone. */
  update(id: string): AgentNode | null {
    const node = this.find(id);
    const agent = this.#engine.listAgents().find((each) => each.uid === node?.agent.uid);
    if (!node || !agent) return null;
    node.update(agent, this.#engine.contention(id).open, this.#engine.breaches(id));
    return node;
  }

  find(id: string): AgentNode | null {
    for (const node of this.#nodes.values()) if (node.agent.id === id) return node;
    return null;
  }

  /** Returns the rows that read differently since. */
  showSample(sample: Sample): AgentNode[] {
    const samples = new Map(sample.agents.map((each) => [each.id, each]));
    return [...this.#nodes.values()].filter((node) =>
      node.showSample(samples.get(node.agent.id) ?? null),
    );
  }

  /** Returns the rows that read differently since. */
  showOverlaps(byAgent: ReadonlyMap<string, readonly OverlappingEdit[]>): AgentNode[] {
    return [...this.#nodes.values()].filter((node) =>
      node.showOverlaps(byAgent.get(node.agent.id) ?? []),
    );
  }

  invalidate(): void {
    for (const node of this.#nodes.values()) node.invalidate();
  }

  roots(): readonly TreeNode[] {
    const { here, elsewhere } = this.#split();
    return elsewhere.length > 0 ? [...here, this.#elsewhere] : here;
  }

  get nodes(): readonly AgentNode[] {
    return [...this.#nodes.values()];
  }

  #create(agent: Agent): AgentNode {
    const parent = isOfThisWindow(agent.workspace) ? null : this.#elsewhere;
    const node = new AgentNode(agent, this.#engine, parent, this.#redraw);
    this.#nodes.set(agent.uid, node);
    return node;
  }

  /** Latest first, as in every list of what goes on. */
  #split(): { here: AgentNode[]; elsewhere: AgentNode[] } {
    const nodes = [...this.#nodes.values()].sort((a, b) =>
      a.agent.createdAt < b.agent.createdAt ? 1 : -1,
    );
    return {
      here: nodes.filter((node) => node.parent === null),
      elsewhere: nodes.filter((node) => node.parent !== null),
    };
  }
}
