import { ThemeColor, ThemeIcon, type TreeItem, TreeItemCollapsibleState, workspace } from 'vscode';
import type { Engine } from '../../../core/engine.ts';
import { branch, leaf, row, type TreeNode } from '../node.ts';
import type { AgentNode } from './agent-node.ts';

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
    const { namespace } = this.parent.agent;
    return row(
      {
        label: 'Namespace',
        description: namespace,
        tooltip: namespace,
        icon: new ThemeIcon('symbol-namespace'),
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
          tooltip: `Since the agent was spawned ${input}. "lanekeeper namespace --renew" gives it a namespace to match.`,
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
