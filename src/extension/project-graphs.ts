import { workspace, type WorkspaceFolder } from 'vscode';
import { type Disposable, DisposableList } from '../core/disposable.ts';
import { Emitter } from '../core/emitter.ts';
import type { Engine } from '../core/engine.ts';
import { toLanekeeperError } from '../core/error.ts';
import type { ProjectsSource, ShownProject } from './dashboard/dashboard-engine.ts';
import { watchDeclaringFiles } from './declaring-files.ts';
import type { EngineAccess } from './engine-access.ts';
import type { Logger } from './log.ts';
import { Coalesce } from './views/coalesce.ts';
import { isLocal } from './workspace-access.ts';

/** A build tool that rewrites its files rewrites several of them. */
const settleMs = 300;

/** The tasks of this window's folders for those who show them as a whole. Reads nothing before somebody looks. */
export class ProjectGraphs implements ProjectsSource {
  readonly #access: Pick<EngineAccess, 'state'>;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #changed: Emitter<null>;
  #projects: readonly ShownProject[] | null = null;
  /** Counts what was read, so that the latest reading stands whichever ends last. */
  #readings = 0;

  constructor(access: Pick<EngineAccess, 'state'>, log: Pick<Logger, 'error' | 'warn'>) {
    this.#access = access;
    this.#log = log;
    this.#changed = new Emitter((fault) => {
      log.error(toLanekeeperError(fault));
    });
  }

  get projects(): readonly ShownProject[] | null {
    return this.#projects;
  }

  onDidChange(listener: () => void): Disposable {
    return this.#changed.subscribe(listener);
  }

  watch(): Disposable {
    const watching = new DisposableList();
    const settled = watching.add(
      new Coalesce<null>(() => {
        this.#readAgain();
      }, settleMs),
    );
    let watchers = watchersOf(settled);
    watching.add({
      dispose: () => {
        watchers.dispose();
        // What is read after nobody looks any more is not waited for.
        this.#readings += 1;
      },
    });
    watching.add(
      workspace.onDidChangeWorkspaceFolders(() => {
        watchers.dispose();
        watchers = watchersOf(settled);
        this.#readAgain();
      }),
    );
    this.#readAgain();
    return watching;
  }

  #readAgain(): void {
    const { state } = this.#access;
    if (state.kind !== 'open') return;
    this.#readings += 1;
    const reading = this.#readings;
    this.#read(state.engine, reading).catch((thrown: unknown) => {
      this.#log.warn(toLanekeeperError(thrown).message);
    });
  }

  async #read(engine: Engine, reading: number): Promise<void> {
    const folders = localFolders();
    const projects = await Promise.all(
      folders.map((folder, index) => readProject(engine, folder, `${reading}.${index}`)),
    );
    if (reading !== this.#readings) return;
    this.#projects = projects;
    this.#changed.emit(null);
  }
}

async function readProject(
  engine: Engine,
  folder: WorkspaceFolder,
  id: string,
): Promise<ShownProject> {
  const { name } = folder;
  const root = folder.uri.fsPath;
  try {
    const tasks = await engine.graph.load({ root });
    return { id, name, root, tasks, fault: null };
  } catch (thrown) {
    return { id, name, root, tasks: null, fault: toLanekeeperError(thrown) };
  }
}

function localFolders(): WorkspaceFolder[] {
  return (workspace.workspaceFolders ?? []).filter(isLocal);
}

function watchersOf(settled: Coalesce<null>): Disposable {
  const watchers = new DisposableList();
  for (const folder of localFolders()) {
    watchers.add(
      watchDeclaringFiles(folder, () => {
        settled.add(null);
      }),
    );
  }
  return watchers;
}
