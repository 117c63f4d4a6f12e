/**
 * Runs tasks again and again in one process, as a resident engine does, and prints the median wall time and processor time
 * of a run that has nothing to do; ms.
 *
 *     node bench/resident-run.ts DIRECTORY NAME [ROUNDS]
 */
import { locate } from '../src/core/location.ts';
import { Store } from '../src/core/store/store.ts';
import { FileIndexes } from '../src/core/task/fingerprint/file-indexes.ts';
import { FreshRuns } from '../src/core/task/run/fresh-runs.ts';
import { admissionOf, runTasks } from '../src/core/task/run/tasks.ts';
import { median } from './meter.ts';

const [root = process.cwd(), name = 'all', rounds = '20'] = process.argv.slice(2);
const location = locate(process.env);
const store = new Store(location.database);
const context = {
  ...{ store, location, environment: process.env },
  indexes: new FileIndexes(location),
  fresh: new FreshRuns(),
  onFault: (fault: unknown) => {
    throw fault;
  },
};

interface Sample {
  readonly wall: number;
  readonly cpu: number;
}

async function run(): Promise<Sample> {
  const start = performance.now();
  const before = process.cpuUsage();
  const outcome = await runTasks(context, {
    ...{
      root,
      names: [name],
      agent: null,
      priority: null,
      gates: {},
      gpus: null,
      keepGoing: false,
    },
    admission: admissionOf(4),
    graceMs: 1000,
    limitBytes: Number.MAX_SAFE_INTEGER,
  });
  const { user, system } = process.cpuUsage(before);
  const { ran, failed } = outcome.run.counts;
  if (ran + failed > 0) throw new Error(`${String(ran)} ran, ${String(failed)} failed.`);
  return { wall: performance.now() - start, cpu: (user + system) / 1000 };
}

try {
  // The first looks at everything; from the second on it is known.
  await run();
  const samples: Sample[] = [];
  for (let round = 0; round < Number(rounds); round += 1) samples.push(await run());
  const figure = (of: (sample: Sample) => number) => median(samples.map(of)).toFixed(1);
  console.log(`${figure(({ wall }) => wall)} (${figure(({ cpu }) => cpu)})`);
} finally {
  store.dispose();
}
