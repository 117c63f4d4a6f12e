/** A task as its place is found: how deep it lies, and where in the list stands what it depends on. */
export interface LaidOut {
  readonly layer: number;
  readonly dependsOn: readonly number[];
}

export interface GraphLayout {
  /** For each task its column and its row, by its number in the list. */
  readonly places: readonly { readonly column: number; readonly row: number }[];
  /** The tasks of each column from top to bottom. A layer of many tasks takes several columns beside each other. */
  readonly columns: readonly (readonly number[])[];
  readonly rows: number;
  /** For each task those that depend on it. */
  readonly dependents: readonly (readonly number[])[];
}

/** Tasks below each other at most: what does not fit a screen is not seen to belong together. */
export const rowsAtMost = 24;

/** How often tasks are moved towards those that they are joined to. Later rounds change little. */
const rounds = 2;

/**
 * Places tasks in layers from left to right, in each near those that they depend on and that depend on them (the
 * barycentre heuristic of Sugiyama, Tagawa and Toda, 1981).
 */
export function layOut(tasks: readonly LaidOut[]): GraphLayout {
  const dependents = dependentsOf(tasks);
  const layers = layersOf(tasks);
  // Where in its layer each task stands, 0–1.
  const heights = new Float64Array(tasks.length);
  const settle = (layer: number[]) => {
    for (const [index, task] of layer.entries()) heights[task] = index / Math.max(1, layer.length);
  };
  layers.forEach(settle);
  for (let round = 0; round < rounds; round += 1) {
    for (const layer of layers) arrange(layer, (task) => tasks[task]?.dependsOn ?? [], heights);
    for (const layer of layers.toReversed()) {
      arrange(layer, (task) => dependents[task] ?? [], heights);
    }
  }
  const columns = layers.flatMap(inColumns);
  const places = tasks.map(() => ({ column: 0, row: 0 }));
  for (const [column, each] of columns.entries()) {
    for (const [row, task] of each.entries()) places[task] = { column, row };
  }
  return { places, columns, rows: Math.max(0, ...columns.map(({ length }) => length)), dependents };
}

function dependentsOf(tasks: readonly LaidOut[]): number[][] {
  const dependents = tasks.map((): number[] => []);
  for (const [task, { dependsOn }] of tasks.entries()) {
    for (const other of dependsOn) dependents[other]?.push(task);
  }
  return dependents;
}

/** The tasks of each layer that has any. */
function layersOf(tasks: readonly LaidOut[]): number[][] {
  const byLayer = Map.groupBy(tasks.keys(), (task) => tasks[task]?.layer ?? 0);
  return [...byLayer].sort(([one], [other]) => one - other).map(([, layer]) => layer);
}

/** Sorts a layer by the middle of what each task is joined to; one that is joined to nothing stays where it is. */
function arrange(
  layer: number[],
  joinedTo: (task: number) => readonly number[],
  heights: Float64Array,
): void {
  const middle = new Map(
    layer.map((task) => {
      const others = joinedTo(task);
      const sum = others.reduce((total, other) => total + (heights[other] ?? 0), 0);
      return [task, others.length === 0 ? (heights[task] ?? 0) : sum / others.length];
    }),
  );
  layer.sort((one, other) => (middle.get(one) ?? 0) - (middle.get(other) ?? 0) || one - other);
  for (const [index, task] of layer.entries()) heights[task] = index / Math.max(1, layer.length);
}

/** As many columns as needed, filled evenly and from top to bottom. */
function inColumns(layer: readonly number[]): number[][] {
  const count = Math.max(1, Math.ceil(layer.length / rowsAtMost));
  const each = Math.ceil(layer.length / count);
  return Array.from({ length: count }, (_, index) => layer.slice(index * each, (index + 1) * each));
}
