import { contentSecurityPolicy } from './content-security-policy.ts';

export interface PageOptions {
  readonly cspSource: string;
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUri: string;
}

/** The HTML of the dashboard. All that agents say arrives later by message and becomes text nodes. */
export function dashboardPage({ cspSource, nonce, scriptUri, styleUri }: PageOptions): string {
  const attribute = escapeAttribute;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(contentSecurityPolicy({ cspSource, nonce }))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lanekeeper Dashboard</title>
<link rel="stylesheet" href="${attribute(styleUri)}">
</head>
<body>
<div id="dashboard"></div>
<script nonce="${attribute(nonce)}" src="${attribute(scriptUri)}"></script>
</body>
</html>
`;
}

function escapeAttribute(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
