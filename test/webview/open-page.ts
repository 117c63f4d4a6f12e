import { launchBrowser } from '../../tools/browser.ts';
import { FakeSource } from '../unit/dashboard/fake-engine.ts';
import { busyEngine, sceneSample } from '../unit/dashboard/scene.ts';
import { openDashboard } from './open-dashboard.ts';
import { servePage } from './page-server.ts';

/**
 * Opens the dashboard's page in a browser to work on it, with agents that are played: `node test/webview/open-page.ts`.
 * Ends when the page is closed.
 */
const instant = Date.now();
const engine = busyEngine(instant);
const server = await servePage();
const browser = await launchBrowser({ headless: false });
const source = new FakeSource({ kind: 'open', engine });
source.caches.report = engine.report;
source.projects.projects = engine.folders;
const dashboard = await openDashboard(browser, {
  url: server.url,
  source,
});
let second = 600;
const ticking = setInterval(() => {
  engine.tick(sceneSample(instant, second));
  second += 1;
}, 1000);
dashboard.page.on('console', (message) => {
  console.log(message.text());
});
await dashboard.page.waitForEvent('close', { timeout: 0 });
clearInterval(ticking);
await browser.close();
await server.close();
