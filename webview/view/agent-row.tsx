import type { ComponentChildren, VNode } from 'preact';
import type { AgentView } from '../../src/extension/dashboard/contract.ts';
import { formatBytes, formatCores, formatCount } from '../../src/core/quantities.ts';
import { countOf, formatRate } from '../format.ts';
import type { AgentLine } from '../state/sort.ts';
import { Swatch } from './chart-legend.tsx';
import { Icon } from './icons.tsx';
import { RowActions, type RowActionsProps } from './row-actions.tsx';
import { NotKnown } from './tiles.tsx';

export interface AgentRowProps {
  readonly line: AgentLine;
  readonly style: number;
  readonly onCommand: RowActionsProps['onCommand'];
}

/** Roles are spelled out because the narrow layout takes `display: table-row` away, and with it the implied ones. */
export function AgentRow({ line, style, onCommand }: AgentRowProps): VNode {
  const { agent, task, waits } = line;
  return (
    <tr role="row" class={waits > 0 ? 'waits' : undefined}>
      <th role="rowheader" scope="row" class="agent-cell">
        <Swatch style={style} />
        <span class="agent-name">
          <span class="agent-title">
            <bdi title={agent.name}>{agent.name}</bdi>{' '}
            {agent.name !== agent.id && <bdi class="note agent-id">{agent.id}</bdi>}
          </span>
          {task !== null && (
            <bdi class="note agent-task" title={task}>
              {task}
            </bdi>
          )}
        </span>
      </th>
      <td role="cell" data-label="Status">
        <Status agent={agent} />
        {waits > 0 && (
          <a class="contention-mark" href="#contention-title" title="Show what it waits for">
            <Icon name="contention" />
            {countOf(waits, 'conflict')}
          </a>
        )}
        {agent.drift.length > 0 && (
          <span class="drift-mark" title={agent.drift.join('\n')}>
            <Icon name="drift" />
            namespace drifted
          </span>
        )}
        {agent.statusReason !== null && (
          <bdi class="note status-reason" title={agent.statusReason}>
            {agent.statusReason}
          </bdi>
        )}
      </td>
      <td role="cell" data-label="Type">
        <bdi class="agent-type">{agent.type}</bdi>
      </td>
      <Figure label="CPU" value={line.cpu} format={formatCores} />
      <Figure label="Memory" value={line.memory} format={formatBytes} />
      <Figure label="Processes" value={line.processes} format={formatCount} />
      <Figure label="I/O" value={line.io} format={formatRate} hint={ioTotals(line)} />
      <td role="cell" class="actions-cell">
        <RowActions agent={agent} onCommand={onCommand} />
      </td>
    </tr>
  );
}

function Status({ agent }: { readonly agent: AgentView }): VNode {
  const code = agent.status === 'failed' && agent.exitCode !== null ? ` (${agent.exitCode})` : '';
  return (
    <span class={`status status-${agent.status}`}>
      <Icon name={agent.status} />
      {agent.status}
      {code}
    </span>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: number | null;
  readonly format: (value: number) => string;
  readonly hint?: string | undefined;
}

function Figure({ label, value, format, hint }: FigureProps): VNode {
  const shown: ComponentChildren = value === null ? <NotKnown /> : format(value);
  return (
    <td role="cell" class="number" data-label={label} title={hint}>
      {shown}
    </td>
  );
}

function ioTotals({ readBytes, writtenBytes }: AgentLine): string | undefined {
  if (readBytes === null || writtenBytes === null) return undefined;
  return `${formatBytes(readBytes)} read and ${formatBytes(writtenBytes)} written since it started`;
}
