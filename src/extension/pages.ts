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
          this.#hear(event);
        }),
      ),
    );
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    return this.#source.write(await this.#access.ready(), uri);
  }

  #hear(event: LanekeeperEvent): void {
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme !== this.#source.scheme) continue;
      if (this.#source.isChangedBy?.(event, uri)) this.#changed.fire(uri);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
