import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Agent } from '../../../src/core/agent/agent.ts';
import { isLive } from '../../../src/core/agent/agent-status.ts';
import { type Engine, openEngine } from '../../../src/core/engine.ts';
import { LanekeeperError, type ErrorCode } from '../../../src/core/error.ts';
import type { LanekeeperEvent } from '../../../src/core/events.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

export const cli = path.resolve(import.meta.dirname, '../../../dist/cli.cjs');

export interface EngineRig {
  readonly engine: Engine;
  readonly home: string;
  readonly workspace: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Another window or command line on the same state; `node` runs its supervisors. */
  readonly open: (configuration?: object, node?: string) => Promise<Engine>;
  /** Resolves once the agent has ended, and tells how. */
  readonly ended: (id: string) => Promise<Agent>;
  /** Resolves with the first event, past or to come, that `matches`. */
  readonly happened: (matches: (event: LanekeeperEvent) => boolean) => Promise<LanekeeperEvent>;
}

/**
 * Called in the body of a `describe`: gives each of its tests an engine on a state of its own, with real supervisors.
 * Agents that a test leaves running are stopped after it.
 */
export function engineRig(configuration: object = { stopGraceMs: 300 }): () => EngineRig {
  let rig: EngineRig | undefined;
  const engines: Engine[] = [];
  const timers = new Set<NodeJS.Timeout>();

  // Before the directory that they work in goes, which is why this stands first.
  afterEach(async () => {
    // A test that waited in vain must not hold the whole suite.
    for (const timer of timers) clearInterval(timer);
    timers.clear();
    const [first] = engines;
    for (const agent of first?.listAgents() ?? []) {
      if (isLive(agent.status)) await first?.stop(agent.id);
    }
    for (const engine of engines.splice(0)) engine.dispose();
  });

  const directory = temporaryDirectory();

  beforeEach(async () => {
    const home = path.join(directory(), 'home');
    const workspace = path.join(directory(), 'workspace');
    mkdirSync(workspace);
    const environment = { ...process.env, LANEKEEPER_HOME: home };
    const open = async (value: object = configuration, node = process.execPath) => {
      const engine = await openEngine({
        environment,
        configuration: { value, source: 'the test' },
        supervisor: { node, script: cli },
        onFault: (fault) => {
          throw fault;
        },
      });
      engines.push(engine);
      return engine;
    };
    const engine = await open();
    const events: LanekeeperEvent[] = [];
    const waiting = new Set<() => void>();
    engine.subscribe((event) => {
      events.push(event);
      for (const check of waiting) check();
    });
    const happened = (matches: (event: LanekeeperEvent) => boolean) =>
      new Promise<LanekeeperEvent>((resolve) => {
        // The engine's own timers do not hold the process.
        const alive = setInterval(() => undefined, 1000);
        timers.add(alive);
        const check = () => {
          const event = events.find(matches);
          if (!event) return;
          waiting.delete(check);
          clearInterval(alive);
          resolve(event);
        };
        waiting.add(check);
        check();
      });
    const ended = async (id: string) => {
      // An event may tell of the end of an earlier run, so that what is recorded has the word.
      while (isLive(engine.findAgent(id).status)) {
        const from = events.length;
        await happened(
          (event) =>
            event.type === 'agent-status-changed' &&
            event.agent === id &&
            events.indexOf(event) >= from,
        );
      }
      return engine.findAgent(id);
    };
    rig = { engine, home, workspace, environment, open, ended, happened };
  });

  return () => rig ?? assert.fail('only within a test');
}

/** Asserts that work is refused with this code, and with words for the user. */
export async function assertRefused(
  work: Promise<unknown>,
  code: ErrorCode,
  message?: RegExp,
): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof LanekeeperError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, /\S\.$/, 'a message is a sentence');
    assert.notEqual(error.cure, '');
    if (message) assert.match(error.message, message);
    return true;
  });
}
