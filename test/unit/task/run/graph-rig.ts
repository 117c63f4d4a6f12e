import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { locate } from '../../../../src/core/location.ts';
import { Store } from '../../../../src/core/store/store.ts';
import type { TaskDeclaration } from '../../../../src/core/task/declaration/declaration.ts';
import { FileIndexes } from '../../../../src/core/task/fingerprint/file-indexes.ts';
import { buildGraph } from '../../../../src/core/task/graph/build-graph.ts';
import { CoresAdmission } from '../../../../src/core/task/run/admission.ts';
import type {
  GraphOutcome,
  GraphRequest,
  TaskContext,
} from '../../../../src/core/task/run/request.ts';
import { runGraph } from '../../../../src/core/task/run/run-graph.ts';
import type { GraphTaskState } from '../../../../src/core/task/run/state.ts';
import { writeFiles } from '../../git-repository.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { declare } from '../declare.ts';

export interface GraphRig {
  readonly checkout: string;
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly context: TaskContext;
  /** What another process would have; disposed after the test. */
  readonly open: () => TaskContext;
  readonly write: (files: Record<string, string>) => void;
  readonly read: (file: string) => string;
  readonly run: (
    tasks: readonly TaskDeclaration[],
    part?: Partial<GraphRequest> & { context?: TaskContext },
  ) => Promise<GraphOutcome>;
}

/** Called in the body of a `describe`: gives each of its tests a checkout and a state of their own. */
export function graphRig(): () => GraphRig {
  const directory = temporaryDirectory();
  const stores: Store[] = [];
  let rig: GraphRig | undefined;
  beforeEach(() => {
    const checkout = path.join(directory(), 'checkout');
    const home = path.join(directory(), 'home');
    mkdirSync(checkout);
    const environment = { ...process.env, LANEKEEPER_HOME: home };
    const open = (): TaskContext => {
      const location = locate(environment);
      const store = new Store(location.database);
      stores.push(store);
      const onFault = assert.ifError;
      return { store, location, indexes: new FileIndexes(location), environment, onFault };
    };
    const context = open();
    rig = {
      checkout,
      home,
      environment,
      context,
      open,
      write: (files) => {
        writeFiles(checkout, files);
      },
      read: (file) => readFileSync(path.join(checkout, file), 'utf8'),
      run: (tasks, part = {}) =>
        runGraph(part.context ?? context, {
          checkout,
          graph: buildGraph(tasks),
          names: tasks.map(({ name }) => name),
          agent: null,
          priority: null,
          admission: new CoresAdmission(4),
          toolchain: null,
          keepGoing: false,
          graceMs: 300,
          ...part,
        }),
    };
  });
  afterEach(() => {
    for (const store of stores.splice(0)) store.dispose();
  });
  return () => rig ?? assert.fail('only within a test');
}

/** A task that is a line for the shell. */
export function script(
  name: string,
  line: string,
  task: Partial<TaskDeclaration> = {},
): TaskDeclaration {
  return declare(name, { command: ['sh', '-c', line], ...task });
}

/** How each task ended: `ran`, `fresh`, `restored`, `joined`, or the status of one that was not done. */
export function endings({ states }: Pick<GraphOutcome, 'states'>): Record<string, string> {
  const word = (state: GraphTaskState) => (state.status === 'done' ? state.how : state.status);
  return Object.fromEntries([...states].map(([name, state]) => [name, word(state)]));
}

export function stateOf<S extends GraphTaskState['status']>(
  outcome: GraphOutcome,
  name: string,
  status: S,
): Extract<GraphTaskState, { status: S }> {
  const state = outcome.states.get(name);
  const isIt = (each: GraphTaskState): each is Extract<GraphTaskState, { status: S }> =>
    each.status === status;
  assert.ok(state && isIt(state), JSON.stringify(state));
  return state;
}
