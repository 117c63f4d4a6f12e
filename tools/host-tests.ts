import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildHostTests } from './build-tests.ts';
import { prepare } from './host-situation.ts';
import { runInElectron } from './run-in-electron.ts';
import { runInServer } from './run-in-server.ts';
import { installServer } from './vscode-server.ts';

/** Seconds one situation may take. */
const limit = 600;

/**
 * Runs test/vscode inside a real VS Code: the desktop one that VSCODE_PATH names (`download` fetches it), else the
 * server from npm.
 *
 * @param wanted situations to run; all that have tests when absent or empty
 * @param grep run only tests whose full title matches this
 * @returns the report files, one a situation; one that is missing means that the suite did not get to its end.
 */
export async function runHostTests(
  wanted: readonly string[] = [],
  grep?: string,
): Promise<{ reports: string[]; passed: boolean }> {
  const desktop = process.env['VSCODE_PATH'];
  const built = await buildHostTests();
  const found = built.filter((situation) => wanted.length === 0 || wanted.includes(situation));
  if (found.length === 0) throw new Error(`The situations are ${built.join(', ')}.`);
  if (!desktop) await installServer();
  const reports: string[] = [];
  let passed = true;
  for (const situation of found) {
    console.log(`\n  In ${desktop ? 'desktop VS Code' : "VS Code's server"}: ${situation}`);
    const prepared = await prepare(situation, grep);
    reports.push(prepared.report);
    try {
      const succeeded = desktop
        ? await runInElectron(situation, prepared, desktop)
        : await runInServer(situation, prepared, limit);
      passed &&= succeeded;
    } catch (error) {
      passed = false;
      console.error(error);
    } finally {
      if (existsSync(prepared.output)) console.log(readFileSync(prepared.output, 'utf8'));
      await prepared.remove();
    }
  }
  return { reports, passed };
}

/** `node tools/host-tests.ts [--grep title] [situation …]` */
if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { grep: { type: 'string' } },
    allowPositionals: true,
  });
  process.exitCode = (await runHostTests(positionals, values.grep)).passed ? 0 : 1;
}
