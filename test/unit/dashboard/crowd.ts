import { agentStatuses, isLive } from '../../../src/core/agent/agent-status.ts';
import { FakeEngine } from './fake-engine.ts';
import { makeAgent, makeContention, makeHistory, makeTask, wave } from './scene.ts';

const types = ['rust-dev', 'python-test', 'node-build', 'claude'] as const;

/** As many agents as asked for, in every status, with ten minutes behind them; each seventh waits. */
export function crowdedEngine(now: number, count: number): FakeEngine {
  const engine = new FakeEngine();
  const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
  const numbers = Array.from({ length: count }, (_, index) => index);
  engine.agents = numbers.map((index) => {
    const status = index % 3 === 0 ? 'running' : agentStatuses[index % agentStatuses.length];
    return makeAgent(`agent-${String(index + 1).padStart(2, '0')}`, {
      type: types[index % types.length] ?? 'rust-dev',
      status: status ?? 'running',
      createdAt: ago(4000 - index),
    });
  });
  for (const [index, { id, status }] of engine.agents.entries()) {
    if (!isLive(status)) continue;
    engine.openTasks.push(makeTask(index, id));
    engine.histories.set(
      id,
      makeHistory(now, 0, 600, (second) => ({
        cpu: wave(second, index, 0.6),
        memory: wave(second, index, 2 ** 29),
      })),
    );
    if (index % 7 === 0) engine.open.push(makeContention(index, id, ago(60 + index)));
  }
  engine.limits = [
    {
      name: 'COMPILE_JOBS',
      class: 'compile',
      limit: 64,
      running: 61,
      holders: [],
      waiting: [],
      ungated: [],
    },
  ];
  return engine;
}
