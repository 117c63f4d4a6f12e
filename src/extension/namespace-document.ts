import { Uri } from 'vscode';
import type { Agent } from '../core/agent/agent.ts';
import type { PageSource } from './pages.ts';

const scheme = 'lanekeeper-namespace';

/** The page that explains an agent's namespace. */
export function namespaceUri(agent: Agent): Uri {
  return Uri.from({ scheme, path: `/${agent.id}/${agent.name.replaceAll(/[/\\]/g, '-')}.md` });
}

export const namespacePages: PageSource = {
  scheme,
  write: async (engine, { path }) => {
    const { namespacePage } = await import('./namespace-page.ts');
    const [, id = ''] = path.split('/');
    return namespacePage(engine.findAgent(id), await engine.explainNamespace(id));
  },
  isChangedBy: (event, { path }) =>
    event.type === 'drift-detected' && path.startsWith(`/${event.agent}/`),
};
