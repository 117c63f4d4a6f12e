import { Uri, window, workspace } from 'vscode';
import type { Contention } from '../core/contention/contention.ts';
import type { PageSource } from './pages.ts';

const scheme = 'lanekeeper-contention';

/** Opens the page that explains one contention. */
export async function showContention({ id, finding }: Contention): Promise<void> {
  const name = finding.tool.replaceAll(/[^\w.-]/g, '-');
  const uri = Uri.from({ scheme, path: `/${String(id)}/${name}.md` });
  await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
}

export const contentionPages: PageSource = {
  scheme,
  write: async (engine, { path }) => {
    const [, id] = path.split('/');
    const { open, closed } = engine.contention();
    const contention = [...open, ...closed].find((each) => String(each.id) === id);
    if (!contention) return 'This contention is no longer recorded.\n';
    const { contentionPage } = await import('./contention-page.ts');
    return contentionPage(engine, contention);
  },
};
