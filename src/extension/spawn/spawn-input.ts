import type { Engine } from '../../core/engine.ts';
import { localFolders } from '../workspace-access.ts';
import { checkoutStep } from './checkout-step.ts';
import type { Choices } from './choices.ts';
import { commandStep } from './command-step.ts';
import { folderStep } from './folder-step.ts';
import { nameStep } from './name-step.ts';
import type { SpawnArguments } from './spawn-arguments.ts';
import { type Step, walkSteps } from './steps.ts';
import { typeStep } from './type-step.ts';

/**
 * Asks what to spawn: folder (where there are several), type, name, checkout, command. Enter takes the default of each
 * step, and Enter in the name spawns at once. Returns null when the user gave it up.
 *
 * @throws LanekeeperError workspace-missing
 */
export async function askWhatToSpawn(engine: Engine): Promise<SpawnArguments | null> {
  const folders = localFolders();
  const choices: Choices = {
    folder: folders[0].uri.fsPath,
    type: null,
    name: '',
    checkout: 'shared',
    path: null,
    command: null,
  };
  const names = new Set(engine.listAgents().map((agent) => agent.name));
  const steps: Step[] = [
    ...(folders.length > 1 ? [folderStep(choices)] : []),
    typeStep(choices, engine),
    nameStep(choices, names),
    checkoutStep(choices, engine),
    commandStep(choices),
  ];
  if (!(await walkSteps(steps))) return null;
  const { folder, type, name, checkout, path, command } = choices;
  return {
    workspace: folder,
    checkout,
    ...(path === null ? {} : { path }),
    ...(name === '' ? {} : { name }),
    ...(type ? { type: type.type, interactive: type.interactive } : {}),
    ...(command ? { command } : {}),
  };
}
