import { type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';
import type { Contention } from '../core/contention/contention.ts';
import { type Disposable, DisposableList } from '../core/disposable.ts';
import type { EngineAccess } from './engine-access.ts';

const scheme = 'lanekeeper-contention';

/** Opens the page that explains one contention. */
export async function showContention({ id, finding }: Contention): Promise<void> {
  const name = finding.tool.replaceAll(/[^\w.-]/g, '-');
  const uri = Uri.from({ scheme, path: `/${String(id)}/${name}.md` });
  await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
}

/** Writes those pages. */
export class ContentionDocuments implements TextDocumentContentProvider, Disposable {
  readonly #access: EngineAccess;
  readonly #owned = new DisposableList();

  constructor(access: EngineAccess) {
    this.#access = access;
    this.#owned.add(workspace.registerTextDocumentContentProvider(scheme, this));
  }

  async provideTextDocumentContent({ path }: Uri): Promise<string> {
    const engine = await this.#access.ready();
    const [, id] = path.split('/');
    const { open, closed } = engine.contention();
    const contention = [...open, ...closed].find((each) => String(each.id) === id);
    if (!contention) return 'This contention is no longer recorded.\n';
    const { contentionPage } = await import('./contention-page.ts');
    return contentionPage(engine, contention);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
