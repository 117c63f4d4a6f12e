import { breaches } from './checks/breaches.ts';
import { compilerCache } from './checks/compiler-cache.ts';
import { database } from './checks/database.ts';
import { disk } from './checks/disk.ts';
import { drift } from './checks/drift.ts';
import { fileWatchers } from './checks/file-watchers.ts';
import { hitRate } from './checks/hit-rate.ts';
import { incremental } from './checks/incremental.ts';
import { leftovers } from './checks/leftovers.ts';
import { memory } from './checks/memory.ts';
import { openContention } from './checks/open-contention.ts';
import { openFiles } from './checks/open-files.ts';
import { orphans } from './checks/orphans.ts';
import { oversubscription } from './checks/oversubscription.ts';
import { ports } from './checks/ports.ts';
import { rustAnalyzer } from './checks/rust-analyzer.ts';
import { sharedTarget } from './checks/shared-target.ts';
import { staleGitLocks } from './checks/stale-git-locks.ts';
import { worktrees } from './checks/worktrees.ts';
import type { DoctorCheck } from './doctor-check.ts';

/** Everything that the doctor looks at, in the order in which it is shown. */
export const doctorChecks: readonly DoctorCheck[] = [
  openContention,
  sharedTarget,
  rustAnalyzer,
  staleGitLocks,
  compilerCache,
  incremental,
  hitRate,
  drift,
  oversubscription,
  memory,
  disk,
  fileWatchers,
  openFiles,
  orphans,
  ports,
  breaches,
  worktrees,
  leftovers,
  database,
];
