import { unreachable } from '../../src/core/unreachable.ts';
import type { AgentView } from '../../src/extension/dashboard/contract.ts';
import type { SortColumn, ViewState } from './view-state.ts';

/** One line of the agents table: an agent with what it uses now, null where it was not measured. */
export interface AgentLine {
  readonly agent: AgentView;
  readonly task: string | null;
  readonly waits: number;
  readonly cpu: number | null;
  readonly memory: number | null;
  readonly processes: number | null;
  /** Bytes read and written a second. */
  readonly io: number | null;
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
}

/** Lines with equal keys stay by name, so that nothing jumps; what is not known comes last either way. */
export function sortLines(lines: readonly AgentLine[], sort: ViewState['sort']): AgentLine[] {
  const direction = sort.descending ? -1 : 1;
  return [...lines].sort(
    (a, b) =>
      compare(keyOf(a, sort.column), keyOf(b, sort.column), direction) ||
      a.agent.name.localeCompare(b.agent.name) ||
      a.agent.id.localeCompare(b.agent.id),
  );
}

function compare(a: string | number | null, b: string | number | null, direction: 1 | -1): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a === 'number' && typeof b === 'number') return direction * (a - b);
  return direction * String(a).localeCompare(String(b));
}

function keyOf(line: AgentLine, column: SortColumn): string | number | null {
  switch (column) {
    case 'name':
    case 'status':
    case 'type':
      return line.agent[column];
    case 'cpu':
    case 'memory':
    case 'processes':
    case 'io':
      return line[column];
    default:
      return unreachable(column);
  }
}
