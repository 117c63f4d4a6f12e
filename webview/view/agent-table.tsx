import type { VNode } from 'preact';
import { sortLines, type AgentLine } from '../state/sort.ts';
import type { SortColumn, ViewState } from '../state/view-state.ts';
import { AgentRow } from './agent-row.tsx';
import { Icon } from './icons.tsx';
import type { RowActionsProps } from './row-actions.tsx';

const columns: readonly { id: SortColumn; title: string; number: boolean }[] = [
  { id: 'name', title: 'Agent', number: false },
  { id: 'status', title: 'Status', number: false },
  { id: 'type', title: 'Type', number: false },
  { id: 'cpu', title: 'CPU', number: true },
  { id: 'memory', title: 'Memory', number: true },
  { id: 'processes', title: 'Processes', number: true },
  { id: 'io', title: 'I/O', number: true },
];

export interface AgentTableProps {
  readonly lines: readonly AgentLine[];
  readonly slots: ReadonlyMap<string, number>;
  readonly sort: ViewState['sort'];
  readonly onSort: (sort: ViewState['sort']) => void;
  readonly onCommand: RowActionsProps['onCommand'];
}

export function AgentTable({ lines, slots, sort, onSort, onCommand }: AgentTableProps): VNode {
  return (
    <table role="table" class="agents" aria-labelledby="agents-title">
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <SortHeader key={column.id} {...column} sort={sort} onSort={onSort} />
          ))}
          <th role="columnheader" scope="col" class="actions-cell">
            <span class="for-reader">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {sortLines(lines, sort).map((line) => (
          <AgentRow
            key={line.agent.id}
            line={line}
            style={slots.get(line.agent.id) ?? 0}
            onCommand={onCommand}
          />
        ))}
      </tbody>
    </table>
  );
}

interface SortHeaderProps {
  readonly id: SortColumn;
  readonly title: string;
  readonly number: boolean;
  readonly sort: ViewState['sort'];
  readonly onSort: (sort: ViewState['sort']) => void;
}

function SortHeader({ id, title, number, sort, onSort }: SortHeaderProps): VNode {
  const sorted = sort.column === id;
  const direction = sort.descending ? 'descending' : 'ascending';
  // Figures are asked for by "who uses most", words by the alphabet.
  const next = sorted ? !sort.descending : number;
  return (
    <th
      role="columnheader"
      scope="col"
      class={number ? 'number' : undefined}
      aria-sort={sorted ? direction : undefined}
    >
      <button
        type="button"
        class="sort"
        onClick={() => {
          onSort({ column: id, descending: next });
        }}
      >
        {title}
        <span class="sort-mark">{sorted && <Icon name={direction} />}</span>
      </button>
    </th>
  );
}
