import type { Ecosystem, Project } from './ecosystem.ts';
import { node } from './node.ts';
import { python } from './python.ts';
import { rust } from './rust.ts';

/** Every ecosystem Lanekeeper knows. */
export const ecosystems: readonly Ecosystem[] = [rust, python, node];

/**
 * The projects in a workspace, by ecosystem and then by folder.
 *
 * @throws LanekeeperError `workspace-missing`
 */
export async function detectProjects(workspace: string): Promise<Project[]> {
  const found = await Promise.all(ecosystems.map((ecosystem) => ecosystem.detect(workspace)));
  return found.flat();
}
