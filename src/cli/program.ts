import { Command, CommanderError } from 'commander';
import { toLanekeeperError } from '../core/error.ts';
import { registerCaches } from './commands/caches.ts';
import { registerClean } from './commands/clean.ts';
import { registerContention } from './commands/contention.ts';
import { registerEnv } from './commands/env.ts';
import { registerGates } from './commands/gates.ts';
import { registerList } from './commands/list.ts';
import { registerLogs } from './commands/logs.ts';
import { registerMetrics } from './commands/metrics.ts';
import { registerMonitor } from './commands/monitor.ts';
import { registerNamespace } from './commands/namespace.ts';
import { registerRun } from './commands/run.ts';
import { registerScan } from './commands/scan.ts';
import { registerSetup } from './commands/setup.ts';
import { registerShow } from './commands/show.ts';
import { registerSpawn } from './commands/spawn.ts';
import { registerStop } from './commands/stop.ts';
import { registerSupervise } from './commands/supervise.ts';
import { registerVerify } from './commands/verify.ts';
import { registerWait } from './commands/wait.ts';
import { exitCodes, reportError } from './exit.ts';

declare global {
  /** The version in package.json, put in by the bundler. */
  var lanekeeperVersion: string;
}

/** Each adds one command; an action returns its exit code. */
const registrations = [
  registerSpawn,
  registerSetup,
  registerEnv,
  registerRun,
  registerList,
  registerShow,
  registerLogs,
  registerStop,
  registerWait,
  registerNamespace,
  registerClean,
  registerCaches,
  registerMetrics,
  registerMonitor,
  registerContention,
  registerScan,
  registerGates,
  registerVerify,
  registerSupervise,
];

/** What a command does: prints its data and returns the exit code. */
export type Finish = (code: number) => void;

/** Runs one command line and returns its exit code. */
export async function run(args: readonly string[]): Promise<number> {
  let code: number = exitCodes.done;
  const program = new Command('lanekeeper')
    .description(
      'Many agents on one repository: isolated, sharing caches, never in each other’s way.',
    )
    .version(lanekeeperVersion)
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .showHelpAfterError('(add --help for the ways to call it)');
  for (const register of registrations) {
    register(program, (outcome) => {
      code = outcome;
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      return thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    }
    return reportError(toLanekeeperError(thrown), args.includes('--json'));
  }
}
