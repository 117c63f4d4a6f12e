import { keepCompiledCode } from './compiled-code.ts';
import { exitCodes, reportError } from './exit.ts';
import { asksForJson } from './json-asked.ts';
import { describeThrown } from './thrown.ts';

/** The first Node.js whose node:sqlite has all that the store uses (transaction state, since 22.16). */
const oldestNode = [22, 16] as const;

async function main(): Promise<number> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    process.stderr.write(
      `lanekeeper needs Node.js ${oldestNode.join('.')} or later; this is ${process.versions.node}.\n`,
    );
    return exitCodes.failed;
  }
  keepCompiledCode();
  const words = process.argv.slice(2);
  if (words[0] === 'task' && words[1] === 'run') {
    const { answerFresh, lookAtRun, readPlainRun } = await import('./commands/task/run-fresh.ts');
    const plain = readPlainRun(words.slice(2));
    if (plain) {
      const looked = lookAtRun(plain);
      if (looked && answerFresh(plain, looked)) return exitCodes.done;
      const { runFromTerminal } = await import('./commands/task/run-from-terminal.ts');
      return runFromTerminal(plain.names, plain.options, looked);
    }
  }
  // Loaded only after the check: an older Node.js fails on the very import of node:sqlite.
  const { run } = await import('./program.ts');
  return run(words);
}

// A reader that closes the pipe early ("lanekeeper logs a | head") is no fault.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  process.exit(fault.code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
});

main().then(
  (code) => {
    process.exitCode = code;
  },
  (thrown: unknown) => {
    process.exitCode = reportError(describeThrown(thrown), asksForJson(process.argv.slice(2)));
  },
);
