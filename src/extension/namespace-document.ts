import { EventEmitter, type TextDocumentContentProvider, Uri, workspace } from 'vscode';
import type { Agent } from '../core/agent/agent.ts';
import { type Disposable, DisposableList } from '../core/disposable.ts';
import type { Engine } from '../core/engine.ts';
import { plainText } from '../core/terminal/plain-text.ts';
import type { EngineAccess } from './engine-access.ts';

const scheme = 'lanekeeper-namespace';

type Explanation = Awaited<ReturnType<Engine['explainNamespace']>>;

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
    return explanationText(engine.findAgent(id), await engine.explainNamespace(id));
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

function explanationText(agent: Agent, explanation: Explanation): string {
  const { parts, drift, notes, today } = explanation;
  const { platform, toolchain, project } = parts;
  const lines = [
    `# Namespace of ${agent.name}`,
    '',
    `    ${agent.namespace}`,
    '',
    'Everything that the agent writes lies under this name, so that no other agent writes there.',
    '',
    ...(drift.length === 0
      ? []
      : [
          '## Changed since the agent was spawned',
          '',
          ...drift.map((input) => `- ${input}`),
          '',
          `An agent spawned now would get \`${today}\`. _Renew Namespace_ gives the agent that one, seeded from the one it has; a restart keeps what it has.`,
          '',
        ]),
    ...(notes.length === 0 ? [] : ['## Notes', '', ...notes.map((note) => `- ${note}`), '']),
    '## Platform',
    '',
    `- ${platform.value}`,
    '',
    `## Toolchain: ${toolchain.hash}`,
    '',
    ...toolchain.inputs.map(({ name, value }) => `- ${name}: ${value}`),
    '',
    `## Project: ${project.hash}`,
    '',
    ...project.inputs.map(({ path, sha256 }) => `- ${path}: ${sha256}`),
    '',
    '## Agent',
    '',
    `- ${parts.agent.value}`,
    '',
  ];
  return plainText(lines.join('\n'));
}
