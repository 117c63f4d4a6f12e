import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from '@vscode/test-electron';
import { suiteBundle, type Situation } from './build-tests.ts';
import type { Prepared } from './host-situation.ts';
import { cacheDirectory, root } from './project.ts';

/**
 * Runs the Mocha suite of one situation inside the extension host of a desktop VS Code. On Linux without a display run
 * it under xvfb-run.
 *
 * @param executable of VS Code; `download` fetches the stable one.
 * @returns whether the suite passed
 */
export async function runInElectron(
  situation: Situation,
  prepared: Prepared,
  executable: string,
): Promise<boolean> {
  const user = path.join(prepared.directory, 'u', 'User');
  await mkdir(user, { recursive: true });
  await writeFile(path.join(user, 'settings.json'), JSON.stringify(prepared.settings));
  try {
    await runTests({
      vscodeExecutablePath:
        executable === 'download'
          ? await downloadAndUnzipVSCode({ cachePath: path.join(cacheDirectory, 'vscode-test') })
          : executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: suiteBundle(situation),
      extensionTestsEnv: prepared.environment,
      launchArgs: [
        ...(prepared.opened === null ? [] : [prepared.opened]),
        ...['--user-data-dir', path.join(prepared.directory, 'u')],
        ...['--extensions-dir', path.join(prepared.directory, 'x')],
        ...['--disable-gpu', '--skip-welcome', '--skip-release-notes'],
        ...(prepared.workspaceTrust ? [] : ['--disable-workspace-trust']),
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
    return true;
  } catch (error) {
    if (error instanceof TestRunFailedError) return false;
    throw error;
  }
}
