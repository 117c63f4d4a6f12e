import type { GraphLayout } from '../state/graph-layout.ts';

/** Of the drawing of a task and of the room around it, in pixels. */
export interface NodeSize {
  readonly width: number;
  readonly height: number;
  readonly gapX: number;
  readonly gapY: number;
}

const named: NodeSize = { width: 176, height: 38, gapX: 44, gapY: 10 };
const bare: NodeSize = { width: 24, height: 22, gapX: 26, gapY: 6 };

/** What may be seen, in pixels from the beginning of what is scrolled. */
export interface Viewport {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Beyond the edge, so that scrolling a little shows no holes; pixels. */
const margin = 120;

export function sizeOf(compact: boolean): NodeSize {
  return compact ? bare : named;
}

/** Where a column begins; after the last one, how wide all is. */
export function xOf(column: number, { width, gapX }: NodeSize): number {
  return 4 + column * (width + gapX);
}

export function yOf(row: number, { height, gapY }: NodeSize): number {
  return 4 + row * (height + gapY);
}

/** The tasks that lie in a viewport. Takes as long as there are of them, however many there are in all. */
export function visibleTasks(layout: GraphLayout, size: NodeSize, viewport: Viewport): number[] {
  const { left, top, width, height } = viewport;
  const stepX = size.width + size.gapX;
  const stepY = size.height + size.gapY;
  const from = Math.max(0, Math.floor((left - margin) / stepX));
  const to = Math.ceil((left + width + margin) / stepX);
  const first = Math.max(0, Math.floor((top - margin) / stepY));
  const last = Math.ceil((top + height + margin) / stepY);
  return layout.columns.slice(from, to).flatMap((column) => column.slice(first, last));
}
