import assert from 'node:assert/strict';
import { type AgentState, matchAgent } from '../../../../src/core/task/scheduler/match-agent.ts';

const needs = { memoryBytes: null, cores: 1, capabilities: ['docker'], gpu: false };

function agent(id: string, state: Partial<AgentState> = {}): AgentState {
  return {
    id,
    namespace: `ns-${id}`,
    resources: { cores: 2, memoryBytes: 1_000 },
    capabilities: ['docker'],
    activeTasks: [],
    ...state,
  };
}

function chosen(...parameters: Parameters<typeof matchAgent>): string {
  const match = matchAgent(...parameters);
  return match.kind === 'matched' ? match.agent.id : match.reason;
}

const never = () => null;

describe('the agent for a task', () => {
  it('is one that can do what the task needs', () => {
    const agents = [
      agent('a', { capabilities: [] }),
      agent('b', { capabilities: ['gpu', 'docker'] }),
    ];
    assert.equal(chosen(needs, agents, never), 'b');
  });

  it('is the one in whose namespace the task was done last', () => {
    const agents = [agent('a'), agent('b'), agent('c')];
    const doneAt = (namespace: string) =>
      namespace === 'ns-b' ? 20 : namespace === 'ns-c' ? 10 : null;
    assert.equal(chosen(needs, agents, doneAt), 'b');
  });

  it('is among equals the one with the least to do', () => {
    assert.equal(chosen(needs, [agent('a', { activeTasks: ['x'] }), agent('b')], never), 'b');
  });

  it('is none that may not use as much as the task needs', () => {
    const large = { ...needs, cores: 4 };
    assert.equal(
      chosen(large, [agent('a'), agent('b', { resources: { cores: 8, memoryBytes: 1 } })], never),
      'b',
    );
    assert.match(chosen(large, [agent('a')], never), /as much of the machine/);
  });

  it('is missing with the reason', () => {
    assert.equal(chosen(needs, [], never), 'No agent here can do "docker".');
    const two = { ...needs, capabilities: ['docker', 'gpu'] };
    const apart = [agent('a'), agent('b', { capabilities: ['gpu'] })];
    assert.match(chosen(two, apart, never), /No single agent/);
  });
});
