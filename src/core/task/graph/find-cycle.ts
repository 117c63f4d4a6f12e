import type { TaskDeclaration } from '../declaration/declaration.ts';

/**
 * The names along one cycle, the first again at the end, each waiting for the next.
 *
 * @param tasks of which each depends on at least one of the others, as is true of what cannot be sorted once everything
 *   that depends on nothing else is taken away
 */
export function findCycle(tasks: ReadonlyMap<string, TaskDeclaration>): string[] {
  const path: string[] = [];
  const places = new Map<string, number>();
  let name = tasks.keys().next().value;
  while (name !== undefined) {
    const place = places.get(name);
    if (place !== undefined) return [...path.slice(place), name];
    places.set(name, path.length);
    path.push(name);
    name = tasks.get(name)?.dependsOn.find((dependency) => tasks.has(dependency));
  }
  return path;
}
