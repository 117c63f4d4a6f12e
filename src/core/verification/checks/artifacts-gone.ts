import { opendir } from 'node:fs/promises';
import path from 'node:path';
import type { Agent } from '../../agent/agent.ts';
import { holdDirectory } from '../../artifact/held-directory.ts';
import { readMarker } from '../../artifact/marker-file.ts';
import type { Location } from '../../location.ts';
import { errorCode } from '../../process/error-code.ts';
import { countOf } from '../../quantities.ts';
import { type Check, type Finding, verdictOf } from '../check.ts';

/** Every directory below Lanekeeper's own belongs to an agent that there is: those of cleaned agents are gone. */
export const artifactsGone: Check = {
  id: 'post.artifacts-gone',
  stage: 'post',
  async run({ engine: { location }, everyone }) {
    const { owned, trashes } = placesOf(location);
    const findings = await Promise.all(owned.map((parent) => leftDirectories(parent, everyone)));
    const waiting = await Promise.all(trashes.map(trashFinding));
    return verdictOf([...findings.flat(), ...waiting], '');
  },
};

/** Where agents' directories lie, and where clean-up renames them to; all absolute. */
export function placesOf({ namespaces, temporary, trash, memory }: Location): {
  readonly owned: readonly string[];
  readonly trashes: readonly string[];
} {
  return {
    owned: [namespaces, temporary, ...(memory ? [memory.builds] : [])],
    trashes: [trash, ...(memory ? [memory.trash] : [])],
  };
}

/** Directories below `parent` of which no agent is known. */
export async function leftDirectories(
  parent: string,
  everyone: readonly Agent[],
): Promise<Finding[]> {
  const known = new Set(everyone.map(({ uid }) => uid));
  const failures: Finding[] = [];
  const names = await namesIn(parent);
  for (const name of names) {
    const directory = path.join(parent, name);
    const owner = await ownerOf(directory);
    if (owner !== null && known.has(owner.uid)) continue;
    const whose =
      owner === null ? 'bears no marker of an agent' : `belonged to agent ${owner.agent}`;
    failures.push({
      result: 'fail',
      evidence: `${directory} is still there; it ${whose}, and no such agent is known.`,
      cure: `Look at ${directory}, and remove it if you need nothing of it.`,
    });
  }
  if (failures.length > 0) return failures;
  const evidence = `Each of ${countOf(names.length, 'directory', 'directories')} in ${parent} belongs to an agent that there is.`;
  return [{ result: 'pass', evidence }];
}

/** What a clean-up renamed away and could not delete is still on the disk. */
export async function trashFinding(trash: string): Promise<Finding> {
  const { length } = await namesIn(trash);
  if (length === 0) return { result: 'pass', evidence: `${trash} is empty.` };
  return {
    result: 'unknown',
    evidence: `Still to be deleted in ${trash}: ${countOf(length, 'entry', 'entries')}.`,
    cure: 'Ask again when no clean-up runs; the next one deletes what an earlier one left.',
  };
}

async function ownerOf(directory: string) {
  try {
    const held = holdDirectory(directory);
    try {
      return await readMarker(held);
    } finally {
      held.release();
    }
  } catch (fault) {
    if (['ENOTDIR', 'ENOENT', 'ELOOP', 'EACCES'].includes(errorCode(fault))) return null;
    throw fault;
  }
}

async function namesIn(directory: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(directory)) names.push(name);
  } catch (fault) {
    if (errorCode(fault) !== 'ENOENT') throw fault;
  }
  return names;
}
