import type { ProjectView } from '../../src/extension/dashboard/contract.ts';
import type { LaidOut } from './graph-layout.ts';

/** One task of the part that is shown. */
export interface PartTask extends LaidOut {
  /** Its number in the project. */
  readonly index: number;
  readonly name: string;
  /** It is what was looked for, and not only joined to that. */
  readonly isMatch: boolean;
}

/**
 * What is shown of a project: all of it, or where something is looked for the tasks with that in their name, what they
 * depend on directly, and what depends on them. Layers that nothing is left of are closed up by whoever lays it out.
 */
export function partOf({ tasks }: Pick<ProjectView, 'tasks'>, wanted: string): PartTask[] {
  const words = wanted.trim().toLowerCase();
  const matches = new Set(
    [...tasks.keys()].filter((index) => tasks[index]?.name.toLowerCase().includes(words)),
  );
  const kept = new Set(matches);
  if (words !== '') {
    for (const [index, { dependsOn }] of tasks.entries()) {
      if (matches.has(index)) for (const other of dependsOn) kept.add(other);
      else if (dependsOn.some((other) => matches.has(other))) kept.add(index);
    }
  }
  const shown = [...tasks.entries()].filter(([index]) => kept.has(index));
  const places = new Map(shown.map(([index], place) => [index, place]));
  return shown.map(([index, { name, layer, dependsOn }]) => ({
    ...{ index, name, layer, isMatch: matches.has(index) },
    dependsOn: dependsOn.flatMap((other) => places.get(other) ?? []),
  }));
}
