import { Command, CommanderError } from 'commander';
import { LanekeeperError } from '../core/error.ts';
import type { Finish } from './finish.ts';
import { asksForJson } from './json-asked.ts';
import { exitCodes, reportError } from './exit.ts';
import { printJson } from './output.ts';
import { describeThrown } from './thrown.ts';

declare global {
  /** The version in package.json, put in by the bundler. */
  var lanekeeperVersion: string;
}

/** Adds one command; its action tells the exit code, 0 if it does not. */
type Registration = (program: Command, finish: Finish) => void;

/**
 * Each command with the file that adds it, in the order of the help. A file is loaded only for its own command or for
 * the help of all: loading them all takes four times as long as most commands do.
 */
const commands: Readonly<Record<string, () => Promise<Registration>>> = {
  spawn: async () => (await import('./commands/spawn.ts')).registerSpawn,
  setup: async () => (await import('./commands/setup.ts')).registerSetup,
  env: async () => (await import('./commands/env.ts')).registerEnv,
  run: async () => (await import('./commands/run.ts')).registerRun,
  list: async () => (await import('./commands/list.ts')).registerList,
  show: async () => (await import('./commands/show.ts')).registerShow,
  logs: async () => (await import('./commands/logs.ts')).registerLogs,
  stop: async () => (await import('./commands/stop.ts')).registerStop,
  restart: async () => (await import('./commands/restart.ts')).registerRestart,
  wait: async () => (await import('./commands/wait.ts')).registerWait,
  namespace: async () => (await import('./commands/namespace.ts')).registerNamespace,
  clean: async () => (await import('./commands/clean.ts')).registerClean,
  caches: async () => (await import('./commands/caches.ts')).registerCaches,
  metrics: async () => (await import('./commands/metrics.ts')).registerMetrics,
  monitor: async () => (await import('./commands/monitor.ts')).registerMonitor,
  contention: async () => (await import('./commands/contention.ts')).registerContention,
  scan: async () => (await import('./commands/scan.ts')).registerScan,
  claim: async () => (await import('./commands/claim.ts')).registerClaim,
  release: async () => (await import('./commands/claim.ts')).registerRelease,
  conflicts: async () => (await import('./commands/conflicts.ts')).registerConflicts,
  gates: async () => (await import('./commands/gates.ts')).registerGates,
  verify: async () => (await import('./commands/verify.ts')).registerVerify,
  task: async () => (await import('./commands/task.ts')).registerTask,
  doctor: async () => (await import('./commands/doctor.ts')).registerDoctor,
  mcp: async () => (await import('./commands/mcp.ts')).registerMcp,
  'serve-jobs': async () => (await import('./commands/serve-jobs.ts')).registerServeJobs,
  supervise: async () => (await import('./commands/supervise.ts')).registerSupervise,
};

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
  for (const register of await registrationsFor(args)) {
    register(program, (outcome) => {
      code = outcome;
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (thrown) {
    const json = asksForJson(args);
    if (!(thrown instanceof CommanderError)) return reportError(describeThrown(thrown), json);
    if (thrown.exitCode === 0) return exitCodes.done;
    // Commander has said it on stderr, with the help.
    if (json) printJson(usageError(thrown));
    return exitCodes.usage;
  }
}

function usageError({ message }: CommanderError): LanekeeperError {
  const [said = '', meant] = message.replace(/^error: /, '').split('\n');
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
  return new LanekeeperError(
    'usage',
    sentence.endsWith('.') ? sentence : `${sentence}.`,
    // Commander puts the name that was most likely meant in a line of its own, in brackets.
    `${meant === undefined ? '' : `${meant.replace(/^\(|\)$/g, '')} `}See the ways to call it with "lanekeeper --help", or --help behind the command.`,
  );
}

/** The command that is called, or all of them where it is not known which. */
function registrationsFor([name = '']: readonly string[]): Promise<Registration[]> {
  const called = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const loads = called ? [called] : Object.values(commands);
  return Promise.all(name === '--version' || name === '-V' ? [] : loads.map((load) => load()));
}
