import { realpathSync } from 'node:fs';
import { makeRepository, runGit, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { type EngineRig, engineRig } from './engine-rig.ts';

type SpawnRequest = Parameters<EngineRig['engine']['spawn']>[0];

/** An engine and a repository with one commit as its workspace, for tests of agents in worktrees. */
export function checkoutRig() {
  const rig = engineRig();
  const top = (): string => realpathSync(rig().workspace);

  beforeEach(async function () {
    await requireTool(this, 'git');
    makeRepository(rig().workspace, { file: 'committed', '.gitignore': '.env\nmarks\n' });
  });

  return {
    rig,
    top,
    /** Writes the project's own settings. */
    settings: (steps: object): void => {
      writeFiles(top(), { '.lanekeeper/config.json': JSON.stringify(steps) });
    },
    log: async (id: string): Promise<string> =>
      (await rig().engine.readLogTail(id, 100_000)).toString(),
    tasks: (id: string) =>
      rig()
        .engine.tasks(id)
        .map(({ name, status, stage }) => ({ name, status, stage })),
    spawn: (id: string, part: Partial<SpawnRequest> = {}) =>
      rig().engine.spawn({
        id,
        workspace: top(),
        checkout: 'worktree',
        command: ['sh', '-c', 'echo main'],
        ...part,
      }),
    commitAll: (): void => {
      runGit(top(), 'add', '--all');
      runGit(top(), 'commit', '--quiet', '--message=Change');
    },
  };
}
