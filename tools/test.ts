import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { activationFile, activationReport } from './activation-report.ts';
import { buildForRelease } from './build.ts';
import { runHostTests } from './host-tests.ts';
import { measureLoad } from './measure-load.ts';
import { packageExtension } from './package.ts';
import { outputDirectory, projectNode, root } from './project.ts';
import { reportVariable } from './recording-reporter.ts';
import { provideTestTools } from './test-tools.ts';

const failureSchema = z.object({ title: z.string(), error: z.string() });
type Failure = z.infer<typeof failureSchema>;

const reportSchema = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.array(z.string()),
  failures: z.array(failureSchema),
  seconds: z.number(),
});

interface Result {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
  readonly failures: readonly Failure[];
}

/** Suites that Mocha runs on Node.js, in this order: what is quick and tells most comes first. */
const mochaSuites = [
  { suite: 'unit', files: 'test/unit/**/*.test.ts' },
  { suite: 'command line', files: 'test/cli/**/*.test.ts' },
  { suite: 'dashboard page', files: 'test/webview/**/*.test.ts' },
  { suite: 'agents', files: 'test/agents/**/*.test.ts' },
] as const;

/** Several times what the longest takes on two slow cores; ms. */
const limitMs = 20 * 60_000;

/** How much of an error the summary shows; characters. */
const shownOfError = 2000;

/**
 * Runs a program of the project's and tells whether it ended well. One that does not end, because something that it
 * started still runs, fails by name instead of holding up all that follows.
 */
function succeeds(
  command: readonly string[],
  variables: Record<string, string> = {},
): Promise<boolean> {
  const [script = '', ...parameters] = command;
  const child = spawn(projectNode, [path.join(root, script), ...parameters], {
    cwd: root,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const watchdog = setTimeout(() => {
    console.error(`${command.join(' ')} did not end in ${String(limitMs / 60_000)} minutes.`);
    child.kill('SIGKILL');
  }, limitMs);
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      clearTimeout(watchdog);
      resolve(code === 0);
    });
  });
}

async function check(name: string, command: readonly string[]): Promise<Result> {
  console.log(`\n== ${name}`);
  const passed = await succeeds(command);
  return { suite: name, passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [], failures: [] };
}

function readReport(suite: string, file: string, succeeded: boolean): Result {
  // Without a report the suite broke before its end, which no count of passed tests may hide.
  if (!existsSync(file)) return { suite, passed: 0, failed: 1, skipped: [], failures: [] };
  const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { ...report, suite, failed: succeeded ? report.failed : Math.max(report.failed, 1) };
}

async function runMocha(suite: string, files: string): Promise<Result> {
  console.log(`\n== ${suite}`);
  const report = path.join(outputDirectory, 'test', `${suite.replaceAll(' ', '-')}.json`);
  await rm(report, { force: true });
  const found = globSync(files, { cwd: root }).sort();
  const succeeded = await succeeds(
    ['node_modules/mocha/bin/mocha.js', '--reporter', 'tools/reporter.ts', ...found],
    { [reportVariable]: report },
  );
  return readReport(suite, report, succeeded);
}

async function runInVsCode(): Promise<Result[]> {
  console.log('\n== in VS Code');
  const { reports, passed } = await runHostTests();
  const results = reports.map((file) =>
    readReport(`in VS Code: ${path.basename(path.dirname(file))}`, file, true),
  );
  const failed = results.some((result) => result.failed > 0);
  return passed || failed
    ? results
    : [...results, { suite: 'in VS Code', passed: 0, failed: 1, skipped: [], failures: [] }];
}

const missing = await provideTestTools();
for (const [tool, reason] of missing) console.error(`${tool} is missing: ${reason}`);
// In CI a test of a real tool that did not run is a failure; on a developer's machine it is skipped by name.
if (process.env['CI']) process.env['LANEKEEPER_REQUIRE_TOOLS'] = '1';

await rm(activationFile, { force: true });
await buildForRelease();
const bytes = await packageExtension();
const results: Result[] = [
  await check('typecheck', ['node_modules/typescript/bin/tsc', '--noEmit']),
  await check('typecheck of the dashboard', [
    'node_modules/typescript/bin/tsc',
    '--noEmit',
    '-p',
    'webview',
  ]),
  await check('lint', ['node_modules/eslint/bin/eslint.js', '.']),
  await check('format', [
    'node_modules/prettier/bin/prettier.cjs',
    '--check',
    '--log-level',
    'warn',
    '.',
  ]),
];
for (const { suite, files } of mochaSuites) results.push(await runMocha(suite, files));
results.push(...(await runInVsCode()));
results.push(await runMocha('end to end', 'test/e2e/**/*.test.ts'));

console.log('\n== Summary');
for (const { suite, passed, failed, skipped } of results) {
  console.log(`${suite.padEnd(28)} ${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  for (const title of skipped) console.log(`${' '.repeat(28)} skipped: ${title}`);
}
// Accuracy and throughput of what recognises contention; printed, not judged.
await succeeds(['bench/contention.ts', '8']);
console.log(measureLoad());
console.log(`load and activate in VS Code: ${activationReport()}`);
console.log(`packaged ${(bytes / 1024).toFixed(0)} KB`);
// Once more and last, because who reads a log from its end must not have to look for them.
for (const { suite, failures } of results) {
  for (const { title, error } of failures) {
    console.log(`failed in ${suite}: ${title}\n${error.slice(0, shownOfError)}\n`);
  }
}
const sum = (count: (result: Result) => number): number =>
  results.reduce((total, result) => total + count(result), 0);
const failures = sum(({ failed }) => failed);
// Whatever a test lacked, a run in CI that left it out must not be taken for one that passed it.
const left = sum(({ skipped }) => skipped.length);
if (process.env['CI'] && left > 0) console.error(`In CI no test may be skipped, and ${left} were.`);
console.log(`${sum(({ passed }) => passed)} passed, ${failures} failed, ${left} skipped`);
process.exitCode = failures === 0 && !(process.env['CI'] && left > 0) ? 0 : 1;
