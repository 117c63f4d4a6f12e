import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launchBrowser } from './browser.ts';
import { suiteBundle, type Situation } from './build-tests.ts';
import type { Prepared } from './host-situation.ts';
import { outputDirectory, root } from './project.ts';
import { serverDirectories, startServer } from './vscode-server.ts';
import { mkdir } from 'node:fs/promises';

/**
 * Runs the Mocha suite of one situation inside the extension host of VS Code's server, with a headless browser as its
 * window. The page's address names the extension under development and the tests, as in VS Code's own integration
 * tests (https://github.com/microsoft/vscode/tree/main/test/integration/browser).
 *
 * @param limit seconds
 * @returns whether the suite passed
 */
export async function runInServer(
  situation: Situation,
  prepared: Prepared,
  limit: number,
): Promise<boolean> {
  const { user } = serverDirectories(prepared.directory);
  await mkdir(user, { recursive: true });
  await writeFile(path.join(user, 'settings.json'), JSON.stringify(prepared.settings));
  const server = await startServer({
    directory: prepared.directory,
    connectionToken: null,
    workspaceTrust: prepared.workspaceTrust,
    developmentPayload: true,
    environment: prepared.environment,
  });
  try {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const ended = new Promise<number>((resolve) => {
        void page.exposeFunction('codeAutomationExit', resolve);
      });
      // The workbench insists on it; what Mocha says goes to a file.
      await page.exposeFunction('codeAutomationLog', () => undefined);
      await page.goto(address(server.host, situation, prepared.opened));
      const code = await Promise.race([ended, after(limit)]);
      if (code !== null) return code === 0;
      const picture = path.join(outputDirectory, 'screenshots', `host-${situation}-time-out.png`);
      await page.screenshot({ path: picture });
      throw new Error(`The suite did not end within ${limit} s; ${picture} shows the window.`);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

function address(host: string, situation: Situation, opened: string | null): string {
  const remote = (file: string): string => `vscode-remote://${host}${file}`;
  const url = new URL(`http://${host}/`);
  if (opened === null) url.searchParams.set('ew', 'true');
  else url.searchParams.set(opened.endsWith('.code-workspace') ? 'workspace' : 'folder', opened);
  const payload = [
    ['extensionDevelopmentPath', remote(root)],
    ['extensionTestsPath', remote(suiteBundle(situation))],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

function after(seconds: number): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000, null).unref();
  });
}
