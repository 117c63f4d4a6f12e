import path from 'node:path';
import type { FSWatcher, watch as watchFiles } from 'chokidar';
import type { Disposable } from '../disposable.ts';
import { LanekeeperError } from '../error.ts';
import { errorCode } from '../process/error-code.ts';
import { isProjectFile, projectFolders } from './project-file-names.ts';
import { foldersAbove, isSkippedFolder } from './project-files.ts';

export interface InputWatchOptions {
  /** The folder whose lockfiles and manifests count, absolute. */
  readonly workspace: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Called with the places, absolute, soon after they changed; once for what changes together. */
  readonly onChange: (places: ReadonlySet<string>) => void;
  readonly onFault: (fault: unknown) => void;
}

/** Package managers and git write in bursts: a change is told after this much quiet, or after the longer time; ms. */
const settleMs = 100;
const longestMs = 400;

/** Folders watched below a workspace, of the 8192 or more watches that Linux allows a user (inotify(7)). */
const foldersWatched = 5000;

/**
 * Watches the files that a namespace is made of, those that are there and those that may come: every folder of the
 * workspace but such as hold dependencies and outputs, the folders above it up to the top of the repository, and what
 * `cover` names. Folders are watched and not files, so that a file that is renamed over another one, or that git writes
 * anew, is noticed as well.
 */
export class InputWatch implements Disposable {
  readonly #options: InputWatchOptions;
  readonly #above: ReadonlySet<string>;
  readonly #watcher: FSWatcher;
  readonly #folders = new Set<string>();
  readonly #covered = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #since: number | null = null;
  #changes = new Set<string>();
  #hasTold = false;

  private constructor(
    options: InputWatchOptions,
    above: readonly string[],
    watch: typeof watchFiles,
  ) {
    this.#options = options;
    const within = ['', ...projectFolders];
    const folders = above.flatMap((folder) => within.map((name) => path.join(folder, name)));
    this.#above = new Set(folders);
    this.#watcher = watch([options.workspace, ...folders], {
      ignoreInitial: true,
      followSymlinks: false,
      persistent: false,
      atomic: false,
      ignored: (at, stats) => this.#isIgnored(at, stats?.isDirectory()),
    });
    this.#watcher.on('error', (fault) => {
      this.#tell(fault);
    });
    this.#watcher.on('all', (event, at) => {
      if (event === 'unlinkDir') this.#folders.delete(at);
      // A folder of the workspace is no input; what lies in it is told of by itself.
      if (event.endsWith('Dir') && !this.#isCovered(at)) return;
      this.#changed(at);
    });
  }

  /** Resolves once every change is noticed. */
  static async start(options: InputWatchOptions): Promise<InputWatch> {
    const { watch } = await import('chokidar');
    const above = await foldersAbove(options.workspace, options.environment);
    const input = new InputWatch(options, above, watch);
    await new Promise<void>((resolve) => input.#watcher.once('ready', resolve));
    return input;
  }

  /** Watches these files and folders too, absolute and there or not, unless they are watched already. */
  cover(places: readonly string[]): void {
    if (this.#watcher.closed) return;
    const added = places.filter((place) => !this.#covered.has(place) && !this.#isWatched(place));
    if (added.length === 0) return;
    for (const place of added) this.#covered.add(place);
    this.#watcher.add(added);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watcher.close().catch(this.#options.onFault);
  }

  #isWatched(place: string): boolean {
    const folder = path.dirname(place);
    return (
      isProjectFile(place.split(path.sep).join('/')) &&
      (folder === this.#options.workspace || this.#folders.has(folder) || this.#above.has(folder))
    );
  }

  #isCovered(at: string): boolean {
    return this.#covered.has(at) || this.#covered.has(path.dirname(at));
  }

  /** chokidar asks by the path alone first, and again once it knows whether that is a folder. */
  #isIgnored(at: string, isFolder: boolean | undefined): boolean {
    const { workspace } = this.#options;
    if (at === workspace || this.#above.has(at) || this.#isCovered(at)) return false;
    const isBelow = at.startsWith(workspace + path.sep);
    if (!isBelow && !this.#above.has(path.dirname(at))) return true;
    if (isFolder === undefined) return false;
    if (!isFolder) return !isProjectFile(at.split(path.sep).join('/'));
    return !isBelow || isSkippedFolder(path.basename(at)) || !this.#admit(at);
  }

  #admit(folder: string): boolean {
    if (this.#folders.has(folder)) return true;
    if (this.#folders.size >= foldersWatched) return false;
    this.#folders.add(folder);
    return true;
  }

  #changed(at: string): void {
    this.#changes.add(at);
    const now = Date.now();
    this.#since ??= now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        const changes = this.#changes;
        this.#changes = new Set();
        this.#since = null;
        this.#options.onChange(changes);
      },
      Math.max(0, Math.min(settleMs, this.#since + longestMs - now)),
    );
  }

  /** A limit that is reached fails for each folder, and is worth one word. */
  #tell(fault: unknown): void {
    const code = errorCode(fault);
    if (code !== 'ENOSPC' && code !== 'EMFILE') {
      this.#options.onFault(fault);
      return;
    }
    if (this.#hasTold) return;
    this.#hasTold = true;
    this.#options.onFault(
      new LanekeeperError(
        'internal',
        `Some changes below ${this.#options.workspace} will not be noticed: the system allows no more file watches.`,
        'Raise fs.inotify.max_user_watches and max_user_instances, see inotify(7).',
        { cause: fault },
      ),
    );
  }
}
