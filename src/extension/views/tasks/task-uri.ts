import { Uri } from 'vscode';

const scheme = 'lanekeeper-task';

/** Names the row of a project's task to the file decorations; no file lies there. */
export function graphTaskUri(root: string, name: string): Uri {
  return Uri.from({ scheme, path: '/project', query: JSON.stringify([root, name]) });
}

/** Names the row of an agent's command. */
export function agentTaskUri(id: number): Uri {
  return Uri.from({ scheme, path: '/agent', query: String(id) });
}

export function isTaskUri(uri: Uri): boolean {
  return uri.scheme === scheme;
}
