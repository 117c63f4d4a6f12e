import assert from 'node:assert/strict';
import path from 'node:path';
import { type Engine, openEngine } from '../../src/core/engine.ts';
import { isLive } from '../../src/core/agent/agent-status.ts';
import type { Agent } from '../../src/core/agent/agent.ts';
import { copyPolyglot } from '../../tools/polyglot.ts';
import { cli } from '../unit/agent/engine-rig.ts';
import { requireTool } from '../unit/required-tool.ts';
import { temporaryDirectory } from '../unit/temporary-directory.ts';

function ended(engine: Engine, id: string): Promise<Agent> {
  return new Promise((resolve) => {
    const check = (): void => {
      const agent = engine.findAgent(id);
      if (isLive(agent.status)) return;
      subscription.dispose();
      resolve(agent);
    };
    const subscription = engine.subscribe(check);
    check();
  });
}

/** What tools split at, quote with and expand, all in one. */
const name = `it's "my" tüte  $HOME 日本`;

/**
 * Both the repository and the state directory, with every build directory and virtual environment below it, lie under
 * such a name: shebangs, variables that tools split at spaces, and configuration that is quoted meet it.
 */
describe('an agent under a path with spaces, quotes, a dollar sign and letters beyond ASCII', () => {
  const directory = temporaryDirectory();

  for (const [program, type] of [
    ['cargo', 'rust-test'],
    ['python3', 'python-test'],
    ['pnpm', 'node-build'],
  ] as const) {
    it(`builds and tests: ${type}`, async function () {
      this.timeout(300_000);
      await requireTool(this, program);
      const place = path.join(directory(), name);
      const repository = path.join(place, 'polyglot');
      await copyPolyglot(repository);
      const engine = await openEngine({
        environment: { ...process.env, LANEKEEPER_HOME: path.join(place, 'home') },
        supervisor: { node: process.execPath, script: cli },
        onFault: (fault) => {
          throw fault;
        },
      });
      try {
        await engine.spawn({ id: 'odd', type, workspace: repository });
        const { status, statusReason } = await ended(engine, 'odd');
        const log = (await engine.readLogTail('odd', 20_000)).toString();
        assert.equal(status, 'done', `${statusReason ?? ''}\n${log}`);
        const report = await engine.clean('odd', { dryRun: false });
        assert.deepEqual(report.kept, []);
      } finally {
        for (const { id } of engine.listAgents()) await engine.stop(id);
        engine.dispose();
      }
    });
  }
});
