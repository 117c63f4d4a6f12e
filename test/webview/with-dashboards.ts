import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../tools/browser.ts';
import { outputDirectory } from '../../tools/project.ts';
import { FakeSource, type FakeEngine } from '../unit/dashboard/fake-engine.ts';
import { openDashboard, type OpenDashboard, type OpenOptions } from './open-dashboard.ts';
import { servePage, type PageServer } from './page-server.ts';

type Options = Omit<OpenOptions, 'url' | 'source'>;

export interface Dashboards {
  /** Opens a dashboard on an engine, or on whatever a source says, and waits until it shows something. */
  open(shown: FakeEngine | FakeSource, options?: Options): Promise<OpenDashboard>;
  sizes(): PageServer['sizes'];
}

/**
 * Called in the body of a `describe`: one browser and one server for its tests. After each test its dashboards are
 * closed, and the test fails if one of them met the content security policy, logged a warning or an error, or made the
 * host report a fault.
 */
export function withDashboards(): Dashboards {
  let browser: Browser | undefined;
  let server: PageServer | undefined;
  const opened: OpenDashboard[] = [];
  before('open a browser', async () => {
    server = await servePage();
    browser = await launchBrowser();
  });
  afterEach(async () => {
    for (const dashboard of opened.splice(0)) {
      const wrong = [
        ...(await dashboard.violations()),
        ...dashboard.complaints,
        ...dashboard.faults.map(String),
      ];
      await dashboard.close();
      assert.deepEqual(wrong, []);
    }
  });
  after('close the browser', async () => {
    await browser?.close();
    await server?.close();
  });
  return {
    open: async (shown, options = {}) => {
      if (!browser || !server) throw new Error('The browser is open while tests run.');
      const source =
        shown instanceof FakeSource ? shown : new FakeSource({ kind: 'open', engine: shown });
      if (!(shown instanceof FakeSource)) {
        source.caches.report = shown.report;
        source.projects.projects = shown.folders;
      }
      const dashboard = await openDashboard(browser, { ...options, source, url: server.url });
      opened.push(dashboard);
      await dashboard.page.getByRole('heading', { level: 1 }).waitFor();
      return dashboard;
    },
    sizes: () => server?.sizes ?? { script: 0, style: 0 },
  };
}

/** Keeps a picture of the whole page under out/screenshots. */
export async function screenshot({ page }: OpenDashboard, name: string): Promise<void> {
  const directory = path.join(outputDirectory, 'screenshots');
  await mkdir(directory, { recursive: true });
  await page.screenshot({ path: path.join(directory, `dashboard-${name}.png`), fullPage: true });
}
