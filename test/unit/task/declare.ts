import type { TaskDeclaration } from '../../../src/core/task/declaration/declaration.ts';

/** A declared task of which only what a test is about is said. */
export function declare(name: string, task: Partial<TaskDeclaration> = {}): TaskDeclaration {
  return {
    name,
    command: ['true'],
    directory: '',
    dependsOn: [],
    inputs: [],
    outputs: [],
    class: null,
    needs: { memoryBytes: null, cores: 1, capabilities: [], gpu: false },
    priority: 50,
    env: {},
    dependsOnEnv: [],
    cache: true,
    timeoutSeconds: null,
    retries: 0,
    source: { kind: 'lanekeeper', file: 'lanekeeper.json' },
    ...task,
  };
}
