import type { NamespaceExplanation } from './compute.ts';

/** The hashed parts of a namespace by their position in it. */
const parts = ['platform', 'toolchain', 'project'] as const;

/** Which parts differ, told from the namespaces alone: the words `platform`, `toolchain`, `project`. */
export function driftedParts(before: string, after: string): string[] {
  const [old, current] = [before.split('-'), after.split('-')];
  return parts.filter((_, index) => old[index] !== current[index]);
}

/**
 * What changed between two explanations, one sentence an input, for example `Cargo.lock changed` or `rustc is 1.95.0
 * …, was 1.94.0 …`. Empty when nothing drifted.
 */
export function driftBetween(before: NamespaceExplanation, after: NamespaceExplanation): string[] {
  const old = before.parts;
  const current = after.parts;
  return [
    ...(old.platform.value === current.platform.value
      ? []
      : [`platform is ${current.platform.value}, was ${old.platform.value}`]),
    ...changes(
      new Map(old.toolchain.inputs.map(({ name, value }) => [name, value])),
      new Map(current.toolchain.inputs.map(({ name, value }) => [name, value])),
      (name, was, is) => `${name} is ${is}, was ${was}`,
    ),
    ...changes(
      new Map(old.project.inputs.map(({ path, sha256 }) => [path, sha256])),
      new Map(current.project.inputs.map(({ path, sha256 }) => [path, sha256])),
      (name) => `${name} changed`,
    ),
  ];
}

function changes(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  changed: (name: string, was: string, is: string) => string,
): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const was = before.get(name);
    const is = after.get(name);
    if (was === is) return [];
    if (was === undefined) return [`${name} was added`];
    return is === undefined ? [`${name} was removed`] : [changed(name, was, is)];
  });
}
