import { ThemeColor, ThemeIcon, type TreeItem, TreeItemCollapsibleState, workspace } from 'vscode';
import type { Agent } from '../../../core/agent/agent.ts';
import type { Engine } from '../../../core/engine.ts';
import { branch, leaf, row, type TreeNode } from '../node.ts';
import type { AgentNode } from './agent-node.ts';

/** What the mark of an agent's row says of its drift. */
export function driftLines({ drift }: Pick<Agent, 'drift'>): string[] {
  if (drift.length === 0) return [];
  return [`Its namespace has drifted: ${drift.join(', ')}. Renew Namespace cures it.`];
}

type Explanation = Awaited<ReturnType<Engine['explainNamespace']>>;

/** What the agent's namespace is made of. Found out once, since it hashes files and asks toolchains. */
export class NamespaceNode implements TreeNode {
  readonly id: string;
  readonly parent: AgentNode;
  readonly #engine: Engine;
  #explanation: Promise<Explanation> | null = null;

  constructor(parent: AgentNode, engine: Engine) {
    this.id = `${parent.id}/namespace`;
    this.parent = parent;
    this.#engine = engine;
  }

  invalidate(): void {
    this.#explanation = null;
  }

  toTreeItem(): TreeItem {
    const { agent } = this.parent;
    const { namespace, drift } = agent;
    return row(
      {
        label: 'Namespace',
        description: namespace,
        tooltip: [namespace, ...driftLines(agent)].join('\n'),
        icon:
          drift.length === 0
            ? new ThemeIcon('symbol-namespace')
            : new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
      },
      TreeItemCollapsibleState.Collapsed,
    );
  }

  async children(): Promise<readonly TreeNode[]> {
    if (!workspace.isTrusted) {
      // Asking a toolchain for its version may run what the workspace names.
      return [
        leaf(`${this.id}/untrusted`, this, { label: 'Explained once the workspace is trusted.' }),
      ];
    }
    this.#explanation ??= this.#explain();
    return this.#rows(await this.#explanation);
  }

  async #explain(): Promise<Explanation> {
    try {
      return await this.#engine.explainNamespace(this.parent.agent.id);
    } catch (thrown) {
      this.#explanation = null;
      throw thrown;
    }
  }

  #rows({ parts, drift, notes }: Explanation): TreeNode[] {
    const { platform, toolchain, project, agent } = parts;
    const at = (name: string): string => `${this.id}/${name}`;
    return [
      ...drift.map((input, index) =>
        leaf(at(`drift/${String(index)}`), this, {
          label: `Changed since: ${input}`,
          tooltip: `Since the agent was spawned ${input}. Renew Namespace gives it a namespace to match.`,
          icon: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
        }),
      ),
      ...notes.map((note, index) =>
        leaf(at(`note/${String(index)}`), this, {
          label: note,
          tooltip: note,
          icon: new ThemeIcon('info'),
        }),
      ),
      leaf(at('platform'), this, { label: 'Platform', description: platform.value }),
      branch(at('toolchain'), this, { label: 'Toolchain', description: toolchain.hash }, (self) =>
        toolchain.inputs.map((input, index) =>
          leaf(`${self.id}/${String(index)}`, self, {
            label: input.name,
            description: input.value,
            tooltip: input.value,
          }),
        ),
      ),
      branch(at('project'), this, { label: 'Project', description: project.hash }, (self) =>
        project.inputs.map((input, index) =>
          leaf(`${self.id}/${String(index)}`, self, {
            label: input.path,
            description: input.sha256.slice(0, 8),
            tooltip: `SHA-256 ${input.sha256}`,
          }),
        ),
      ),
      leaf(at('agent'), this, { label: 'Agent', description: agent.value }),
    ];
  }
}
