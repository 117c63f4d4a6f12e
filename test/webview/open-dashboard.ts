import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { DashboardSession } from '../../src/extension/dashboard/session.ts';
import type { MessageToPage } from '../../src/extension/dashboard/contract.ts';
import type { FakeSource } from '../unit/dashboard/fake-engine.ts';

export const themes = ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const;

export type ThemeName = (typeof themes)[number];

export interface OpenOptions {
  readonly url: string;
  readonly source: FakeSource;
  readonly theme?: ThemeName;
  readonly state?: unknown;
  readonly context?: BrowserContextOptions;
}

export interface OpenDashboard {
  readonly page: Page;
  readonly session: DashboardSession;
  /** Commands that reached the window, as `stop dev-1`, `spawn` or `runTask /repo build`. */
  readonly commands: string[];
  readonly faults: unknown[];
  /** Whatever the page logged as a warning or an error. */
  readonly complaints: string[];
  /** Posts past the session, as a faulty host would. */
  post(message: MessageToPage | object): Promise<void>;
  setTheme(theme: ThemeName): Promise<void>;
  violations(): Promise<string[]>;
  saved(): Promise<unknown>;
  close(): Promise<void>;
}

const source = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');

async function readTheme(name: ThemeName): Promise<object> {
  const theme: unknown = JSON.parse(await source(`themes/${name}.json`));
  if (typeof theme !== 'object' || theme === null) throw new TypeError(`${name} is no theme.`);
  return theme;
}

/** The page as it ships, in a real browser, at the other end of the real session. */
export async function openDashboard(
  browser: Browser,
  options: OpenOptions,
): Promise<OpenDashboard> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options.context,
  });
  const page = await context.newPage();
  const commands: string[] = [];
  const faults: unknown[] = [];
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));

  const post = async (message: object): Promise<void> => {
    // A string, because tests are compiled without the browser's globals.
    await page.evaluate(`lanekeeperTest.deliver(${JSON.stringify(message)})`);
  };
  const session = new DashboardSession({
    source: options.source,
    caches: options.source.caches,
    projects: options.source.projects,
    machine: options.source.machine,
    commands: {
      run: (command, agent) => {
        commands.push(agent === null ? command : `${command} ${agent}`);
        return Promise.resolve();
      },
      runForTask: (command, root, task) => {
        commands.push(`${command} ${root} ${task}`);
        return Promise.resolve();
      },
    },
    page: {
      visible: true,
      post: (message) => {
        post(message).catch((fault: unknown) => faults.push(fault));
      },
    },
    onFault: (fault) => faults.push(fault),
  });
  await page.exposeFunction('lanekeeperTestReceive', (message: unknown) => {
    session.receive(message);
  });
  const start = { theme: await readTheme(options.theme ?? 'dark'), state: options.state };
  await page.addInitScript({
    content: `window.lanekeeperTest = ${JSON.stringify(start)};\n${await source('fake-vscode.js')}`,
  });
  await page.goto(options.url);
  return {
    ...{ page, session, commands, faults, complaints, post },
    setTheme: async (name) => {
      await page.evaluate(`lanekeeperTest.setTheme(${JSON.stringify(await readTheme(name))})`);
    },
    violations: () => page.evaluate<string[]>('lanekeeperTest.violations'),
    saved: () => page.evaluate<unknown>('lanekeeperTest.saved'),
    close: async () => {
      session.dispose();
      await context.close();
    },
  };
}
