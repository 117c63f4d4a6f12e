import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import type Mocha from 'mocha';

/** What one Mocha run did, as {@link recordingReporter} writes it. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  /** Full titles of what was skipped. */
  readonly skipped: readonly string[];
  readonly failures: readonly { readonly title: string; readonly error: string }[];
  readonly seconds: number;
}

/** Names the file the report goes to. */
export const reportVariable = 'LANEKEEPER_TEST_REPORT';

/** Holds what the titles of the tests to run match, for a Mocha that has no command line. */
export const grepVariable = 'LANEKEEPER_TEST_GREP';

/** Names a file for the readable text, for a Mocha whose standard output nobody sees. */
export const outputVariable = 'LANEKEEPER_TEST_OUTPUT';

/**
 * Mocha's spec reporter that also writes a {@link TestReport}. It takes Mocha as a value, because an extension host
 * loads another copy of it than a bundle would.
 */
export function recordingReporter(
  mocha: typeof Mocha,
  environment: NodeJS.ProcessEnv,
): new (runner: Mocha.Runner, options: Mocha.MochaOptions) => Mocha.reporters.Base {
  const output = environment[outputVariable];
  if (output !== undefined) {
    prepare(output);
    mocha.reporters.Base.consoleLog = (...values: unknown[]) => {
      appendFileSync(output, `${format(...values)}\n`);
    };
  }
  return class extends mocha.reporters.Spec {
    constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
      super(runner, options);
      const skipped: string[] = [];
      const failures: { title: string; error: string }[] = [];
      runner.on('pending', (test) => skipped.push(test.fullTitle()));
      runner.on('fail', (test, error: unknown) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        failures.push({ title: test.fullTitle(), error: text });
      });
      runner.on('end', () => {
        const file = environment[reportVariable];
        if (file === undefined) return;
        prepare(file);
        const report: TestReport = {
          passed: this.stats.passes,
          failed: failures.length,
          skipped,
          failures,
          seconds: (this.stats.duration ?? 0) / 1000,
        };
        writeFileSync(file, JSON.stringify(report, null, 2));
      });
    }
  };
}

function prepare(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
}
