import { Uri } from 'vscode';

const scheme = 'lanekeeper-agent';

/** Names the row of an agent to the file decorations; no file lies there. */
export function agentUri(id: string): Uri {
  return Uri.from({ scheme, path: `/${id}` });
}

/** The agent of a row, null for what is not ours. */
export function agentOfUri(uri: Uri): string | null {
  return uri.scheme === scheme ? uri.path.slice(1) : null;
}
