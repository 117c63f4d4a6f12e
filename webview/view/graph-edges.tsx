import type { VNode } from 'preact';
import type { GraphLayout, LaidOut } from '../state/graph-layout.ts';
import { type NodeSize, xOf, yOf } from './graph-places.ts';

/** More lines than these tell nothing apart, and none are drawn but those of the task that was chosen. */
const linesAtMost = 600;

export interface GraphEdgesProps {
  readonly part: readonly LaidOut[];
  readonly layout: GraphLayout;
  readonly size: NodeSize;
  readonly drawn: ReadonlySet<number>;
  readonly active: number | null;
}

/** Lines from what must be done before to what waits for it. They say again what each task says in words. */
export function GraphEdges({ part, layout, size, drawn, active }: GraphEdgesProps): VNode {
  const usual: string[] = [];
  const own: string[] = [];
  const draw = (from: number, to: number) => {
    const isOwn = from === active || to === active;
    if (isOwn) own.push(line(layout, size, from, to));
    else if (usual.length <= linesAtMost) usual.push(line(layout, size, from, to));
  };
  for (const task of drawn) {
    for (const other of part[task]?.dependsOn ?? []) draw(other, task);
    // Those whose other end is not drawn; the rest was just drawn from there.
    for (const other of layout.dependents[task] ?? []) if (!drawn.has(other)) draw(task, other);
  }
  return (
    <svg class="graph-edges" width="1" height="1" aria-hidden="true" focusable="false">
      {usual.length <= linesAtMost && <path class="edge" d={usual.join('')} />}
      <path class="edge edge-own" d={own.join('')} />
    </svg>
  );
}

/**
 * A line from a task to one further right. One that passes other columns does so between their rows, so that it does
 * not seem to begin or end at what lies on its way.
 */
function line({ places }: GraphLayout, size: NodeSize, from: number, to: number): string {
  const begin = places[from] ?? { column: 0, row: 0 };
  const end = places[to] ?? { column: 0, row: 0 };
  const x1 = xOf(begin.column, size) + size.width;
  const y1 = yOf(begin.row, size) + size.height / 2;
  const x2 = xOf(end.column, size);
  const y2 = yOf(end.row, size) + size.height / 2;
  const bend = size.gapX / 2;
  if (end.column - begin.column <= 1) {
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  }
  const away = (size.height + size.gapY) / 2;
  const y = end.row >= begin.row ? y1 + away : y1 - away;
  const left = x1 + size.gapX;
  const right = x2 - size.gapX;
  return [
    `M${x1} ${y1}C${x1 + bend} ${y1} ${left - bend} ${y} ${left} ${y}`,
    `L${right} ${y}C${right + bend} ${y} ${x2 - bend} ${y2} ${x2} ${y2}`,
  ].join('');
}
