import { EventEmitter, type TextDocumentContentProvider, Uri, workspace } from 'vscode';
import { type Disposable, DisposableList } from '../../core/disposable.ts';
import type { TaskPlace } from '../../core/task/task-graphs.ts';
import type { EngineAccess } from '../engine-access.ts';

const scheme = 'lanekeeper-task-explanation';

/** The page that explains a task. */
export function taskExplanationUri(task: {
  readonly place: TaskPlace;
  readonly name: string;
}): Uri {
  const file = task.name.replaceAll(/[/\\]/g, '-');
  return Uri.from({ scheme, path: `/${file}.md`, query: JSON.stringify(task) });
}

/** Writes those pages, and writes them again when a run of tasks has ended. */
export class TaskDocuments implements TextDocumentContentProvider, Disposable {
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
          if (event.type === 'run-ended') this.#redraw();
        }),
      ),
    );
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const [{ parseTaskQuery }, { explanationText }, { findTask }] = await Promise.all([
      import('./task-query.ts'),
      import('./explanation-text.ts'),
      import('../commands/find-task.ts'),
    ]);
    const { place, name } = parseTaskQuery(uri.query);
    const engine = await this.#access.ready();
    const [{ task }, explanation] = await Promise.all([
      findTask(engine, { place, name }),
      engine.graph.explain(place, name),
    ]);
    return explanationText(task, explanation);
  }

  #redraw(): void {
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme === scheme) this.#changed.fire(uri);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
