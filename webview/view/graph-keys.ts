import type { GraphLayout, LaidOut } from '../state/graph-layout.ts';

/** Where an arrow key leads from a task: along what it depends on and what depends on it, or within its column. */
export function neighbour(
  tasks: readonly LaidOut[],
  { places, columns, dependents }: GraphLayout,
  key: string,
  from: number,
): number | null {
  const { column, row } = places[from] ?? { column: 0, row: 0 };
  const beside = (index: number): number | null => {
    const other = columns[index] ?? [];
    return other[Math.min(row, other.length - 1)] ?? null;
  };
  const nearest = (joined: readonly number[]): number | null => {
    const away = (task: number) => Math.abs((places[task]?.row ?? 0) - row);
    return joined.toSorted((one, other) => away(one) - away(other))[0] ?? null;
  };
  switch (key) {
    case 'ArrowLeft':
      return nearest(tasks[from]?.dependsOn ?? []) ?? beside(column - 1);
    case 'ArrowRight':
      return nearest(dependents[from] ?? []) ?? beside(column + 1);
    case 'ArrowUp':
      return columns[column]?.[row - 1] ?? null;
    case 'ArrowDown':
      return columns[column]?.[row + 1] ?? null;
    case 'Home':
      return beside(0);
    case 'End':
      return beside(columns.length - 1);
    default:
      return null;
  }
}
