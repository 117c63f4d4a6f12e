import { EventEmitter, type TextDocumentContentProvider, type Uri, workspace } from 'vscode';
import { type Disposable, DisposableList } from '../core/disposable.ts';
import type { Engine } from '../core/engine.ts';
import type { LanekeeperEvent } from '../core/events.ts';
import type { EngineAccess } from './engine-access.ts';

export interface PageSource {
  readonly scheme: string;
  readonly write: (engine: Engine, uri: Uri) => Promise<string>;
  /** Whether a page that is open tells something else after an event; pages of what is over never do. */
  readonly isChangedBy?: (event: LanekeeperEvent, uri: Uri) => boolean;
  /** For pages of what the engine does not tell: says when all that are open may tell something else. */
  readonly follow?: (changed: () => void) => Disposable;
}

/** Pages of one kind, each written when it is opened, and again when what it tells has changed. */
export class Pages implements TextDocumentContentProvider, Disposable {
  readonly #access: EngineAccess;
  readonly #source: PageSource;
  readonly #changed = new EventEmitter<Uri>();
  readonly #owned = new DisposableList();

  readonly onDidChange = this.#changed.event;

  constructor(access: EngineAccess, source: PageSource) {
    this.#access = access;
    this.#source = source;
    this.#owned.add(this.#changed);
    this.#owned.add(workspace.registerTextDocumentContentProvider(source.scheme, this));
    this.#owned.add(
      access.attach((engine) =>
        engine.subscribe((event) => {
          this.#redraw((uri) => source.isChangedBy?.(event, uri) ?? false);
        }),
      ),
    );
    const followed = source.follow?.(() => {
      this.#redraw(() => true);
    });
    if (followed) this.#owned.add(followed);
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    return this.#source.write(await this.#access.ready(), uri);
  }

  #redraw(isChanged: (uri: Uri) => boolean): void {
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme === this.#source.scheme && isChanged(uri)) this.#changed.fire(uri);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
