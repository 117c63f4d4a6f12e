import type { Check } from './check.ts';
import { artifactsGone } from './checks/artifacts-gone.ts';
import { cachesIntact } from './checks/caches-intact.ts';
import { cachesIsolated } from './checks/caches-isolated.ts';
import { contentionGone } from './checks/contention-gone.ts';
import { hitRateGate } from './checks/hit-rate.ts';
import { limitsEnforced } from './checks/limits-enforced.ts';
import { metricsCollected } from './checks/metrics-collected.ts';
import { namespaceDeterministic } from './checks/namespace-deterministic.ts';
import { namespaceLinks } from './checks/namespace-links.ts';
import { noCrossAgentState } from './checks/no-cross-agent-state.ts';
import { noSharedWritePaths } from './checks/no-shared-write-paths.ts';
import { taskTimes } from './checks/task-times.ts';
import { utilisation } from './checks/utilisation.ts';
import { writeAudit } from './checks/write-audit.ts';

/** Everything that is verified, in the order in which it is shown. */
export const checks: readonly Check[] = [
  namespaceDeterministic,
  noSharedWritePaths,
  limitsEnforced,
  cachesIsolated,
  namespaceLinks,
  writeAudit,
  contentionGone,
  hitRateGate,
  utilisation,
  taskTimes,
  noCrossAgentState,
  artifactsGone,
  cachesIntact,
  metricsCollected,
];
