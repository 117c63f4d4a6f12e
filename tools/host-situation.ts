import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Situation } from './build-tests.ts';
import { copyPolyglot } from './polyglot.ts';
import { outputDirectory } from './project.ts';
import { grepVariable, outputVariable, reportVariable } from './recording-reporter.ts';
import { shellHome, testSettings } from './settings.ts';

/** What a launcher opens a VS Code on, all of it under one directory of its own. */
export interface Prepared {
  readonly directory: string;
  /** A folder or a `.code-workspace` file; null for an empty window. */
  readonly opened: string | null;
  readonly workspaceTrust: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly output: string;
  readonly report: string;
  readonly remove: () => Promise<void>;
}

/**
 * Lays out the folders, settings and environment of one situation.
 *
 * @param grep tests to run, by their full title; all when absent
 */
export async function prepare(situation: Situation, grep?: string): Promise<Prepared> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lk-'));
  const results = path.join(outputDirectory, 'test', 'vscode', situation);
  const output = path.join(results, 'report.txt');
  const report = path.join(results, 'report.json');
  const home = path.join(directory, 'home');
  await mkdir(home);
  await Promise.all([output, report].map((file) => rm(file, { force: true })));
  return {
    directory,
    opened: await layOut(situation, directory),
    workspaceTrust: situation === 'untrusted',
    settings: {
      ...testSettings,
      ...shellHome(home),
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.emptyWindow': true,
    },
    environment: {
      LANEKEEPER_HOME: path.join(directory, 'h'),
      LANEKEEPER_TEST_SITUATION: situation,
      LANEKEEPER_TEST_SHELL_HOME: home,
      [outputVariable]: output,
      [reportVariable]: report,
      ...(grep === undefined ? {} : { [grepVariable]: grep }),
    },
    output,
    report,
    remove: () => rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

async function layOut(situation: Situation, directory: string): Promise<string | null> {
  const repository = path.join(directory, 'polyglot');
  switch (situation) {
    case 'empty':
      return null;
    case 'workspace':
    case 'untrusted':
      await copyPolyglot(repository);
      return repository;
    case 'multi-root': {
      await copyPolyglot(repository);
      const second = path.join(directory, 'second');
      await mkdir(second);
      await writeFile(path.join(second, 'package.json'), '{ "name": "second", "private": true }\n');
      const workspace = path.join(directory, 'both.code-workspace');
      const folders = [{ path: repository }, { path: second }];
      await writeFile(workspace, JSON.stringify({ folders }));
      return workspace;
    }
  }
}
