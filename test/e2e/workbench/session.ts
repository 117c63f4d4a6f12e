import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../../tools/browser.ts';
import { packagedExtension } from '../../../tools/package.ts';
import { copyPolyglot } from '../../../tools/polyglot.ts';
import { endProcesses } from '../../../tools/marked-processes.ts';
import { shellHome, testSettings } from '../../../tools/settings.ts';
import {
  installExtensions,
  serverDirectories,
  startServer,
  type Server,
} from '../../../tools/vscode-server.ts';
import { packagedRunner } from './runner.ts';

export interface SessionOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder is trusted when false, which is the default; when true VS Code asks. */
  readonly workspaceTrust?: boolean;
}

/** A real VS Code of its own: packaged extension installed, own state, own copy of the polyglot repository. */
export interface Session {
  readonly browser: Browser;
  readonly server: Server;
  /** Everything of this session lies in here. */
  readonly directory: string;
  readonly repository: string;
  /** LANEKEEPER_HOME. */
  readonly home: string;
  readonly runnerAddress: string;
  readonly settingsFile: string;
  /** Ends every process of the session, agents too, and removes its files. */
  readonly dispose: () => Promise<void>;
}

export async function startSession(options: SessionOptions = {}): Promise<Session> {
  const directory = await mkdtemp(path.join(await realpath(tmpdir()), 'lk-'));
  const repository = path.join(directory, 'polyglot');
  const home = path.join(directory, 'h');
  const runnerAddress = path.join(directory, 'runner.json');
  const { user } = serverDirectories(directory);
  const settingsFile = path.join(user, 'settings.json');
  const disposals: (() => Promise<void>)[] = [
    () => rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
    () => endProcesses('LANEKEEPER_HOME', home),
  ];
  const dispose = async (): Promise<void> => {
    for (let next = disposals.pop(); next !== undefined; next = disposals.pop()) await next();
  };
  try {
    const shells = path.join(directory, 'home');
    await Promise.all([user, shells].map((each) => mkdir(each, { recursive: true })));
    const settings = { ...testSettings, ...shellHome(shells), ...options.settings };
    await writeFile(settingsFile, JSON.stringify(settings));
    await copyPolyglot(repository);
    await installExtensions([packagedExtension, await packagedRunner()], directory);
    const server = await startServer({
      directory,
      connectionToken: null,
      workspaceTrust: options.workspaceTrust ?? false,
      environment: {
        ...options.environment,
        LANEKEEPER_HOME: home,
        LANEKEEPER_TEST_RUNNER: runnerAddress,
      },
    });
    disposals.push(server.stop);
    const browser = await launchBrowser();
    disposals.push(() => browser.close());
    return {
      browser,
      server,
      directory,
      repository,
      home,
      runnerAddress,
      settingsFile,
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
