import { workspace } from 'vscode';
import { type Disposable, DisposableList } from '../../../core/disposable.ts';
import { toLanekeeperError } from '../../../core/error.ts';
import { watchDeclaringFiles } from '../../declaring-files.ts';
import { isLocal } from '../../workspace-access.ts';
import { Coalesce } from '../coalesce.ts';
import type { TreeNode } from '../node.ts';
import { FolderTasks } from './folder-tasks.ts';
import type { RowsPart } from './rows-part.ts';
import { graphTaskUri } from './task-uri.ts';

/** How often a row of a task that runs tells the time; ms. */
const tickMs = 1000;

/** The rows of the tasks of each folder. Nothing is read before somebody looks. */
export class ProjectRows implements Disposable {
  readonly #part: RowsPart;
  readonly #owned = new DisposableList();
  readonly #folders = new Map<string, FolderTasks>();
  readonly #watchers = new Map<string, Disposable>();
  readonly #changed = new Coalesce<string | null>((checkouts) => {
    void this.#inTurn(() => this.#update(checkouts));
  });
  readonly #declared = new Coalesce<FolderTasks>((folders) => {
    void this.#inTurn(() => this.#reload(folders));
  }, 300);
  #loading: Promise<void> | null = null;
  #turn: Promise<void> = Promise.resolve();
  #clock: NodeJS.Timeout | undefined;

  constructor(part: RowsPart) {
    this.#part = part;
    this.#owned.add(this.#changed);
    this.#owned.add(this.#declared);
    this.#owned.add(
      workspace.onDidChangeWorkspaceFolders(() => {
        this.invalidate();
        part.tree.refresh();
      }),
    );
  }

  async roots(): Promise<readonly TreeNode[]> {
    this.#loading ??= this.#inTurn(() => this.#load());
    await this.#loading;
    return [...this.#folders.values()].filter(({ isEmpty }) => !isEmpty).map(({ node }) => node);
  }

  /** Reads what is declared anew when somebody looks next. */
  invalidate(): void {
    this.#loading = null;
  }

  /** Something was told of a checkout, or of what may be any of them where it is null. */
  changed(checkout: string | null): void {
    this.#changed.add(checkout);
  }

  /** Whether somebody looks, so that rows of tasks that run tell the time. */
  watchTime(isSeen: boolean): void {
    clearInterval(this.#clock);
    this.#clock = isSeen
      ? setInterval(() => {
          for (const node of this.#rows()) {
            if (node.task.status === 'running') this.#part.tree.refresh(node);
          }
        }, tickMs)
      : undefined;
  }

  async #load(): Promise<void> {
    const folders = (workspace.workspaceFolders ?? []).filter(isLocal);
    const kept = new Set(folders.map(({ uri }) => uri.toString()));
    for (const [key, watcher] of this.#watchers) {
      if (kept.has(key)) continue;
      watcher.dispose();
      this.#watchers.delete(key);
      this.#folders.delete(key);
    }
    for (const folder of folders) {
      const key = folder.uri.toString();
      if (this.#folders.has(key)) continue;
      const tasks = new FolderTasks(this.#part.engine, folder);
      this.#folders.set(key, tasks);
      this.#watchers.set(key, this.#watch(tasks));
    }
    await Promise.all([...this.#folders.values()].map((folder) => folder.load()));
    this.#mark();
  }

  #watch(tasks: FolderTasks): Disposable {
    return watchDeclaringFiles(tasks.folder, () => {
      this.#declared.add(tasks);
    });
  }

  async #reload(folders: ReadonlySet<FolderTasks>): Promise<void> {
    const { tree } = this.#part;
    for (const folder of folders) {
      const wasEmpty = folder.isEmpty;
      await folder.load();
      tree.refresh(folder.isEmpty === wasEmpty && !wasEmpty ? folder.node : null);
    }
    this.#mark();
  }

  async #update(checkouts: ReadonlySet<string | null>): Promise<void> {
    const { tree } = this.#part;
    for (const folder of this.#folders.values()) {
      if (!checkouts.has(null) && !checkouts.has(folder.checkout)) continue;
      const before = folder.node.description;
      const changed = await folder.update();
      if (folder.node.description !== before) tree.refresh(folder.node);
      else for (const node of changed) tree.refresh(node);
    }
    this.#mark();
  }

  #mark(): void {
    this.#part.decorations.show(
      this.#rows().map(({ root, task, wait }) => [graphTaskUri(root, task.name), wait]),
    );
  }

  #rows() {
    return [...this.#folders.values()].flatMap((folder) => folder.shown);
  }

  /** One after the other, so that what was read first is not shown last. What fails leaves the rows as they were. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work).catch((thrown: unknown) => {
      this.#part.log.warn(toLanekeeperError(thrown).message);
    });
    return this.#turn;
  }

  dispose(): void {
    this.watchTime(false);
    for (const watcher of this.#watchers.values()) watcher.dispose();
    this.#owned.dispose();
  }
}
