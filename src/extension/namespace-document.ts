import { EventEmitter, type TextDocumentContentProvider, Uri, workspace } from 'vscode';
import type { Agent } from '../core/agent/agent.ts';
import { type Disposable, DisposableList } from '../core/disposable.ts';
import type { EngineAccess } from './engine-access.ts';

const scheme = 'lanekeeper-namespace';

/** The page that explains an agent's namespace. */
export function namespaceUri(agent: Agent): Uri {
  return Uri.from({ scheme, path: `/${agent.id}/${agent.name.replaceAll(/[/\\]/g, '-')}.md` });
}

/** Writes those pages, and writes them again when an agent's inputs drift. */
export class NamespaceDocuments implements TextDocumentContentProvider, Disposable {
  readonly #access: EngineAccess;
  readonly #changed = new EventEmitter<Uri>();
  readonly #owned = new DisposableList();

  readonly onDidChange = this.#changed.event;

  constructor(access: EngineAccess) {
    this.#access = access;
    this.#owned.add(this.#changed);
    this.#owned.add(workspace.registerTextDocumentContentProvider(scheme, this));
    this.#owned.add(
      access.attach((engine) =>
        engine.subscribe((event) => {
          if (event.type === 'drift-detected') this.#redraw(event.agent);
        }),
      ),
    );
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const engine = await this.#access.ready();
    const [, id = ''] = uri.path.split('/');
    const { namespacePage } = await import('./namespace-page.ts');
    return namespacePage(engine.findAgent(id), await engine.explainNamespace(id));
  }

  #redraw(agent: string): void {
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme === scheme && uri.path.startsWith(`/${agent}/`)) this.#changed.fire(uri);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
