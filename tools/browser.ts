import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const places = [
  ...[
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
  ].map((name) => path.join('/usr/bin', name)),
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** An installed browser of the Chromium family, CHROME_PATH first; null where there is none. */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): string | null {
  const chosen = environment['CHROME_PATH'];
  if (chosen) return chosen;
  return places.find((place) => existsSync(place)) ?? null;
}

/** A browser, unseen unless asked otherwise, that asks nothing of the network but the pages it is sent to. */
export async function launchBrowser({ headless = true } = {}): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) {
    throw new Error(
      'No Chromium found. Install one ("apt-get install chromium") or set CHROME_PATH.',
    );
  }
  return chromium.launch({
    executablePath,
    headless,
    args: [
      // The sandbox needs privileges that containers and continuous integration do not give.
      '--no-sandbox',
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync'],
    ],
  });
}
