import path from 'node:path';
import type { Location } from '../../location.ts';
import type { Project } from '../ecosystem.ts';
import { privateCaches } from './preload-script.ts';
import { provideScript } from '../provide-script.ts';

/** Writes the script where there is a Node project; null where there is none, and so no tool that needs it. */
export async function provideNodePreload(
  location: Location,
  projects: readonly Project[],
): Promise<string | null> {
  if (!projects.some(({ ecosystem }) => ecosystem === 'node')) return null;
  const file = path.join(location.home, 'bin', 'lanekeeper-node', 'private-caches.cjs');
  await provideScript(file, privateCaches);
  return file;
}

/** The user's own options, and the script among them once. */
export function nodeOptions(preload: string, inherited: string | undefined): string {
  const option = `--require ${JSON.stringify(preload)}`;
  if (inherited === undefined || inherited === '') return option;
  return inherited.includes(option) ? inherited : `${inherited} ${option}`;
}
