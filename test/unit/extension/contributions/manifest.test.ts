import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { commandIds } from '../../../../src/extension/contributions/commands.ts';
import { contextKeys, rowTags } from '../../../../src/extension/contributions/contexts.ts';
import { settingIds } from '../../../../src/extension/contributions/settings.ts';
import { taskType } from '../../../../src/extension/contributions/task-type.ts';
import {
  dashboardViewType,
  terminalProfileId,
  viewContainerId,
  viewIds,
} from '../../../../src/extension/contributions/views.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const menuItem = z.object({ command: z.string(), when: z.string(), group: z.string().optional() });
const manifest = z
  .object({
    icon: z.string(),
    activationEvents: z.array(z.string()),
    capabilities: z.object({
      untrustedWorkspaces: z.object({ restrictedConfigurations: z.array(z.string()) }),
    }),
    contributes: z.object({
      commands: z.array(
        z.object({
          command: z.string(),
          title: z.string(),
          category: z.string(),
          icon: z.string(),
        }),
      ),
      viewsContainers: z.object({
        activitybar: z.array(z.object({ id: z.string(), icon: z.string() })),
      }),
      views: z.record(z.string(), z.array(z.object({ id: z.string(), name: z.string() }))),
      viewsWelcome: z.array(z.object({ view: z.string(), when: z.string(), contents: z.string() })),
      menus: z.record(z.string(), z.array(menuItem)),
      configuration: z.object({
        properties: z.record(z.string(), z.object({ markdownDescription: z.string() })),
      }),
      walkthroughs: z.array(
        z.object({
          id: z.string(),
          steps: z.array(
            z.object({
              description: z.string(),
              media: z.object({ svg: z.string(), altText: z.string().min(10) }),
              completionEvents: z.array(z.string()).min(1),
            }),
          ),
        }),
      ),
      taskDefinitions: z.array(z.object({ type: z.string(), required: z.array(z.string()) })),
      terminal: z.object({ profiles: z.array(z.object({ id: z.string(), title: z.string() })) }),
    }),
  })
  .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
const { contributes } = manifest;

const sorted = (values: Iterable<string>): string[] => [...values].sort();

/** Commands of VS Code itself that the manifest links to. */
const builtIn = /^(?:workbench|vscode)\./;

describe('the manifest', () => {
  it('contributes the commands that the extension registers, and no other', () => {
    const contributed = contributes.commands.map(({ command }) => command);
    assert.deepEqual(sorted(contributed), sorted(Object.values(commandIds)));
  });

  it('titles every command in Title Case under one category', () => {
    for (const { title, category } of contributes.commands) {
      assert.equal(category, 'Lanekeeper');
      assert.match(title, /^[A-Z][a-z]+(?: (?:[A-Z][a-z]+|in))*$/, title);
    }
  });

  it('contributes the views that the extension fills', () => {
    const views = contributes.views[viewContainerId] ?? [];
    assert.deepEqual(sorted(views.map(({ id }) => id)), sorted(Object.values(viewIds)));
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [viewContainerId],
    );
  });

  it('contributes the settings that the extension reads', () => {
    assert.deepEqual(
      sorted(Object.keys(contributes.configuration.properties)),
      sorted(Object.values(settingIds)),
    );
  });

  it('keeps settings that name programs and paths from untrusted workspaces', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.deepEqual(sorted(restrictedConfigurations), [settingIds.agentTypes, settingIds.home]);
  });

  it('is activated by its profile and its dashboard', () => {
    assert.ok(manifest.activationEvents.includes(`onTerminalProfile:${terminalProfileId}`));
    assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${dashboardViewType}`));
    assert.ok(!manifest.activationEvents.includes('*'));
    assert.deepEqual(
      contributes.terminal.profiles.map(({ id }) => id),
      [terminalProfileId],
    );
  });

  it('contributes the type of tasks that the extension provides', () => {
    assert.deepEqual(
      contributes.taskDefinitions.map(({ type }) => type),
      [taskType],
    );
  });

  it('names only commands, views, contexts and row tags that exist', () => {
    const known = new Set<string>(Object.values(commandIds));
    const views = new Set<string>(Object.values(viewIds));
    const keys = new Set<string>([...Object.values(contextKeys), ...views]);
    const tags = new Set<string>(Object.values(rowTags));
    const clauses = [...Object.values(contributes.menus).flat(), ...contributes.viewsWelcome].map(
      ({ when }) => when,
    );
    for (const { command } of Object.values(contributes.menus).flat()) {
      assert.ok(known.has(command), command);
    }
    for (const { view } of contributes.viewsWelcome) assert.ok(views.has(view), view);
    for (const clause of clauses) {
      for (const [key] of clause.matchAll(/lanekeeper\.\w+/g)) assert.ok(keys.has(key), key);
      for (const [, tag = ''] of clause.matchAll(/\\b(\w+)\\b/g)) assert.ok(tags.has(tag), tag);
    }
    const prose = [
      ...contributes.viewsWelcome.map(({ contents }) => contents),
      ...contributes.walkthroughs.flatMap(({ steps }) =>
        steps.map(({ description }) => description),
      ),
    ].join('\n');
    const links = [...prose.matchAll(/\(command:([\w.]+)/g)].map(([, id = '']) => id);
    assert.ok(links.length > 5);
    for (const id of links) assert.ok(known.has(id) || builtIn.test(id), id);
  });

  it('hides what runs the code of a workspace where it is not trusted', () => {
    const runsCode = new Set<string>([
      commandIds.spawnAgent,
      commandIds.restartAgent,
      commandIds.renewAgent,
      commandIds.openTerminal,
      commandIds.explainNamespace,
      commandIds.cleanAgentArtifacts,
      commandIds.claimPaths,
      commandIds.releasePaths,
      commandIds.showConflicts,
      commandIds.runDoctor,
      commandIds.verifyIsolation,
      commandIds.checkAgain,
      commandIds.applyCure,
      commandIds.runTask,
      commandIds.explainTask,
    ]);
    const shown = Object.values(contributes.menus).flat();
    for (const { command, when } of shown.filter((item) => runsCode.has(item.command))) {
      assert.match(when, /isWorkspaceTrusted/, `${command}: ${when}`);
    }
    const palette = contributes.menus['commandPalette'] ?? [];
    assert.deepEqual(sorted(palette.map(({ command }) => command)), sorted(runsCode));
  });

  it('has a walkthrough of four steps, each with its picture', () => {
    const [walkthrough, ...others] = contributes.walkthroughs;
    assert.equal(others.length, 0);
    assert.equal(walkthrough?.steps.length, 4);
    for (const { media } of walkthrough.steps) {
      const picture = readFileSync(path.join(root, media.svg), 'utf8');
      assert.match(picture, /var\(--vscode-/, 'a picture takes its colours from the theme');
    }
  });

  it('names only icons that are there', () => {
    for (const { icon } of contributes.viewsContainers.activitybar) {
      assert.ok(existsSync(path.join(root, icon)), icon);
    }
    // Width and height in the header of a PNG: https://www.w3.org/TR/png-3/#11IHDR
    const header = readFileSync(path.join(root, manifest.icon)).subarray(16, 24);
    assert.deepEqual([header.readUInt32BE(0), header.readUInt32BE(4)], [256, 256]);
  });
});

describe('the extension', () => {
  const sources = readdirSync(path.join(root, 'src/extension'), {
    recursive: true,
    encoding: 'utf8',
  })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({
      file: file.replaceAll(path.sep, '/'),
      text: readFileSync(path.join(root, 'src/extension', file), 'utf8'),
    }));
  const usersOf = (pattern: RegExp): string[] =>
    sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

  it('registers commands and sets contexts in one place each', () => {
    assert.deepEqual(usersOf(/registerCommand\(/), ['commands/register.ts']);
    assert.deepEqual(usersOf(/'setContext'/), ['context-keys.ts']);
  });

  it('activates in at most 80 lines', () => {
    const text = sources.find(({ file }) => file === 'extension.ts')?.text ?? '';
    const body = text.slice(text.indexOf('export function activate'));
    assert.ok(body.split('\n').length <= 80);
  });
});
