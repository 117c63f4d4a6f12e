import { type TreeItem, TreeItemCollapsibleState } from 'vscode';
import { isLive } from '../../../core/agent/agent-status.ts';
import type { Agent } from '../../../core/agent/agent.ts';
import type { Contention } from '../../../core/contention/contention.ts';
import type { OverlappingEdit } from '../../../core/claim/overlapping-edits.ts';
import type { Engine } from '../../../core/engine.ts';
import type { AgentSample } from '../../../core/metrics/sample.ts';
import { portRange } from '../../../core/resource/port-range.ts';
import type { Breach } from '../../../core/verification/breach.ts';
import { rowTags } from '../../contributions/contexts.ts';
import { formatBytes, formatCores } from '../../../core/quantities.ts';
import { row, type TreeNode } from '../node.ts';
import { agentStatusIcon } from './agent-status-icon.ts';
import { agentUri } from './agent-uri.ts';
import { ArtifactsNode } from './artifacts-node.ts';
import { ContentionNode } from './contention-node.ts';
import { EnvironmentNode } from './environment-node.ts';
import { breachLines, IsolationNode } from './isolation-node.ts';
import { driftLines, NamespaceNode } from './namespace-node.ts';
import { overlapCount, PathsNode } from './paths-node.ts';
import { PortsNode } from './ports-node.ts';
import { ProcessesNode } from './processes-node.ts';
import { AgentTasksNode } from './agent-tasks-node.ts';

/** The row of one agent. It outlives changes of the agent, so that only this row is drawn again. */
export class AgentNode implements TreeNode {
  readonly id: string;
  readonly parent: TreeNode | null;
  readonly #artifacts: ArtifactsNode;
  readonly #namespace: NamespaceNode;
  readonly #parts: readonly TreeNode[];
  #agent: Agent;
  #waits: readonly Contention[] = [];
  #breaches: readonly Breach[] = [];
  #overlaps: readonly OverlappingEdit[] = [];
  #sample: AgentSample | null = null;

  constructor(
    agent: Agent,
    engine: Engine,
    parent: TreeNode | null,
    redraw: (node: TreeNode) => void,
  ) {
    this.id = `agent/${agent.uid}`;
    this.parent = parent;
    this.#agent = agent;
    this.#namespace = new NamespaceNode(this, engine);
    this.#artifacts = new ArtifactsNode(this, engine, redraw);
    this.#parts = [
      this.#namespace,
      new EnvironmentNode(this),
      new PortsNode(this),
      new ProcessesNode(this, engine),
      new AgentTasksNode(this, engine),
      new ContentionNode(this, engine),
      new PathsNode(this, engine),
      new IsolationNode(this, engine),
      this.#artifacts,
    ];
  }

  get agent(): Agent {
    return this.#agent;
  }

  /** What the agent waits for at this moment. */
  get waits(): readonly Contention[] {
    return this.#waits;
  }

  /** Where the agent and another one were seen to write the same. */
  get breaches(): readonly Breach[] {
    return this.#breaches;
  }

  /** Files that the agent's worktree and another one have both changed, when last looked. */
  get overlaps(): readonly OverlappingEdit[] {
    return this.#overlaps;
  }

  /** Returns whether the row now reads differently. */
  showOverlaps(overlaps: readonly OverlappingEdit[]): boolean {
    const before = this.#overlaps;
    this.#overlaps = overlaps;
    return (
      before.map(({ path }) => path).join('\0') !== overlaps.map(({ path }) => path).join('\0')
    );
  }

  update(agent: Agent, waits: readonly Contention[], breaches: readonly Breach[]): void {
    this.#agent = agent;
    this.#waits = waits;
    this.#breaches = breaches;
    if (!isLive(agent.status)) this.#sample = null;
  }

  /** Forgets what was expensive to find out, so that it is found out again when it is looked at. */
  invalidate(): void {
    this.#namespace.invalidate();
    this.#artifacts.invalidate();
  }

  /** Returns whether the row now reads differently. */
  showSample(sample: AgentSample | null): boolean {
    const before = this.#description();
    this.#sample = sample;
    return this.#description() !== before;
  }

  children(): readonly TreeNode[] {
    return this.#parts;
  }

  toTreeItem(): TreeItem {
    const { id, name, status } = this.#agent;
    const waits = this.#waits.map(
      (wait) => `waits for ${wait.finding.resource || wait.finding.tool}`,
    );
    const item = row(
      {
        label: name,
        description: this.#description(),
        tooltip: this.#tooltip(),
        icon: agentStatusIcon(status),
        spoken: [
          `Agent ${name}`,
          status,
          this.#description(),
          ...waits,
          ...(this.#breaches.length > 0 ? ['not isolated'] : []),
          ...(this.#overlaps.length > 0 ? [overlapCount(this.#overlaps.length)] : []),
          ...driftLines(this.#agent),
        ].join(', '),
      },
      TreeItemCollapsibleState.Collapsed,
    );
    item.resourceUri = agentUri(id);
    item.contextValue = [
      rowTags.agent,
      isLive(status) ? rowTags.live : rowTags.ended,
      ...(this.#agent.interactive ? [rowTags.interactive] : []),
      ...(this.#agent.drift.length > 0 ? [rowTags.drifted] : []),
    ].join(';');
    return item;
  }

  #description(): string {
    const usage = this.#sample
      ? [`${formatCores(this.#sample.cpu)} CPU`, formatBytes(this.#sample.memory)]
      : [];
    const { type, status } = this.#agent;
    return [type, ...(usage.length > 0 ? usage : [status])].join(' · ');
  }

  #tooltip(): string {
    const agent = this.#agent;
    return [
      `${agent.name} (${agent.id})`,
      `Status: ${agent.status}${agent.statusReason ? ` – ${agent.statusReason}` : ''}`,
      ...(agent.exitCode === null ? [] : [`Exit code: ${String(agent.exitCode)}`]),
      `Command: ${agent.command.join(' ') || 'a shell'}`,
      `Folder: ${agent.path} (${agent.checkout}${agent.adopted ? ', adopted' : ''})`,
      ...(agent.ports.length === 0 ? [] : [`Ports: ${portRange(agent.ports) ?? ''}`]),
      `Spawned: ${new Date(agent.createdAt).toLocaleString()}`,
      ...this.#waits.map((wait) => `Waits: ${wait.finding.text}`),
      ...breachLines(this.#breaches, agent.id),
      ...driftLines(agent),
    ].join('\n');
  }
}
