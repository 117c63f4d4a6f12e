import { grepVariable, recordingReporter } from '../../tools/recording-reporter.ts';

/**
 * Runs test files in this extension host: what both launchers call, through the bundle's `run()`
 * (https://code.visualstudio.com/api/working-with-extensions/testing-extension). Rejects when a test failed.
 *
 * @param files evaluate one test file each, once Mocha's globals are there.
 */
export async function runSuite(files: readonly (() => Promise<unknown>)[]): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const grep = process.env[grepVariable];
  const mocha = new Mocha({
    ...(grep === undefined ? {} : { grep }),
    ui: 'bdd',
    color: false,
    forbidOnly: Boolean(process.env['CI']),
    timeout: 60_000,
    reporter: recordingReporter(Mocha, process.env),
  });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const evaluate of files) await evaluate();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed.`);
}
