import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errors, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { outputDirectory } from '../../../tools/project.ts';
import { type Evaluated, Runner } from './runner.ts';
import { startSession, type Session, type SessionOptions } from './session.ts';

export interface WindowOptions extends SessionOptions {
  /** Absolute; null for a window without a folder. */
  readonly folder?: string | null;
  /** Folders of the polyglot repository that a window has several of. */
  readonly folders?: readonly string[];
}

async function workspaceFile(session: Session, folders: readonly string[]): Promise<string> {
  const file = path.join(session.directory, 'several.code-workspace');
  const content = folders.map((folder) => ({ path: path.join(session.repository, folder) }));
  await writeFile(file, JSON.stringify({ folders: content }));
  return file;
}

/**
 * One window of VS Code as a person sees it. Locators wait until what they name is there; roles and names before
 * classes, because screen readers depend on them too.
 */
export class Workbench {
  readonly session: Session;
  readonly page: Page;
  readonly #runner: Runner;

  private constructor(session: Session, page: Page) {
    this.session = session;
    this.page = page;
    this.#runner = new Runner(session.runnerAddress);
  }

  /** Starts a VS Code and opens what the options say, by default the polyglot repository. */
  static async open(options: WindowOptions = {}): Promise<Workbench> {
    const session = await startSession(options);
    try {
      const page = await session.browser.newPage({
        viewport: { width: 1280, height: 800 },
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      page.setDefaultTimeout(30_000);
      const url = new URL(`http://${session.server.host}/`);
      const { folder = session.repository, folders } = options;
      if (folders) url.searchParams.set('workspace', await workspaceFile(session, folders));
      else if (folder === null) url.searchParams.set('ew', 'true');
      else url.searchParams.set('folder', folder);
      const payload = [
        ['skipWelcome', 'true'],
        ['skipReleaseNotes', 'true'],
      ];
      url.searchParams.set('payload', JSON.stringify(payload));
      await page.goto(url.href);
      const workbench = new Workbench(session, page);
      await workbench.#ready();
      return workbench;
    } catch (error) {
      await session.dispose();
      throw error;
    }
  }

  /** Runs a function in the extension host, beside the extension; see {@link Evaluated}. */
  evaluate<Parameters extends readonly unknown[]>(
    evaluated: Evaluated<Parameters>,
    ...parameters: Parameters
  ): Promise<unknown> {
    return this.#runner.evaluate(evaluated, ...parameters);
  }

  /** By the API, for all but the tests of the palette itself. Resolves when the command has ended. */
  runCommand(id: string, ...parameters: unknown[]): Promise<unknown> {
    return this.evaluate(
      (vscode, command, values) => vscode.commands.executeCommand(command, ...values),
      id,
      parameters,
    );
  }

  /** Reloads the window and waits for its fresh extension host. */
  async reload(): Promise<void> {
    await this.#runner.acrossRestart(() => this.page.reload());
    await this.#ready();
  }

  /** Finds a command by its title in the command palette, as a person does, and runs it. */
  async palette(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.waitFor();
    await this.quickInput.fill(`>${title}`);
    await this.quickPick(title).first().click();
  }

  /** The field of a quick pick or an input box. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible input[type="text"]').first();
  }

  /** The rows of a quick pick whose label starts with `label`; all rows without one. */
  quickPick(label = ''): Locator {
    const rows = this.page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
    return label === '' ? rows : rows.filter({ hasText: label });
  }

  get quickInputTitle(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-title');
  }

  /** A tree by the name of its view, for example "Agents". */
  tree(name: string): Locator {
    return this.page.getByRole('tree', { name });
  }

  row(tree: string, name: string | RegExp): Locator {
    return this.tree(tree).getByRole('treeitem', { name });
  }

  /** Right-clicks `target` and chooses `item`. */
  async contextMenu(target: Locator, item: string): Promise<void> {
    await this.openContextMenu(target);
    const menu = this.page.locator('.context-view .monaco-menu');
    // A menu that has just opened ignores the mouse for a moment, and nothing tells when that is over.
    while (await menu.isVisible()) {
      await this.menuItem(item).click({ timeout: 1000 }).catch(ignoreTimeOut);
      await menu.waitFor({ state: 'hidden', timeout: 1000 }).catch(ignoreTimeOut);
    }
  }

  async openContextMenu(target: Locator): Promise<void> {
    await target.click({ button: 'right' });
    await this.page.locator('.context-view .monaco-menu').waitFor();
  }

  menuItem(label: string): Locator {
    return this.page.locator('.context-view .monaco-menu').getByRole('menuitem', { name: label });
  }

  /** `id` as given to createStatusBarItem. */
  statusItem(id: string): Locator {
    return this.page.locator(`[id="lanekeeper.lanekeeper.${id}"]`);
  }

  notification(text: string | RegExp): Locator {
    return this.page
      .locator('.notifications-toasts .notification-list-item')
      .filter({ hasText: text });
  }

  /** A modal message, with its buttons by role and name. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** The page inside the webview that is shown. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** Keeps a picture under out/screenshots. */
  async screenshot(name: string): Promise<string> {
    const directory = path.join(outputDirectory, 'screenshots');
    await mkdir(directory, { recursive: true });
    const file = path.join(directory, `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** For example "Default Light Modern", "Default High Contrast". */
  async useTheme(theme: string): Promise<void> {
    await this.evaluate(
      (vscode, value) =>
        vscode.workspace
          .getConfiguration('workbench')
          .update('colorTheme', value, vscode.ConfigurationTarget.Global),
      theme,
    );
  }

  async dispose(): Promise<void> {
    await this.session.dispose();
  }

  async #ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    await this.#runner.ready();
  }
}

function ignoreTimeOut(error: unknown): void {
  if (!(error instanceof errors.TimeoutError)) throw error;
}
