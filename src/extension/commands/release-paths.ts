import { window as editor } from 'vscode';
import type { Claim } from '../../core/claim/claim.ts';
import type { Engine } from '../../core/engine.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { claimText } from '../claim-text.ts';
import { ClaimNode } from '../views/agents/claim-node.ts';
import { localFolders, requireTrust } from '../workspace-access.ts';
import { parseReleaseArgument } from './claim-arguments.ts';
import { agentOwner } from './claim-paths.ts';
import type { Command } from './command.ts';

/**
 * Release Paths: ends claims, of the row that was clicked or chosen from all of this window's repositories. A script passes
 * `{globs?, agent?, workspace?}` and gets the claims that ended; without globs they are all of the owner's.
 */
export const releasePaths: Command = async ({ access }, invocation) => {
  requireTrust();
  const engine = await access.ready();
  if (invocation.from !== 'script') return release(engine, await chooseClaims(engine));
  if (invocation.argument instanceof ClaimNode) return release(engine, [invocation.argument.claim]);
  const { globs, agent, workspace } = parseReleaseArgument(invocation.argument);
  return engine.paths.release({
    directory: workspace ?? localFolders()[0].uri.fsPath,
    globs,
    owner: agent === undefined ? engine.paths.person : agentOwner(engine.findAgent(agent)),
  });
};

async function release(engine: Engine, claims: readonly Claim[]): Promise<readonly Claim[]> {
  for (const claim of claims) await engine.paths.end(claim);
  const globs = claims.flatMap((claim) => claim.globs).join(', ');
  if (globs !== '') editor.setStatusBarMessage(plainText(`$(unlock) Released ${globs}`), 4000);
  return claims;
}

async function chooseClaims(engine: Engine): Promise<readonly Claim[]> {
  const claims = new Map<number, Claim>();
  for (const { uri } of localFolders()) {
    const found = await engine.paths.claims(uri.fsPath);
    for (const claim of found) claims.set(claim.id, claim);
  }
  if (claims.size === 0) {
    void editor.showInformationMessage('Nothing is claimed here.');
    return [];
  }
  const chosen = await editor.showQuickPick(
    [...claims.values()].map((claim) => ({ ...claimText(claim), claim })),
    { title: 'Release Paths', placeHolder: 'Which claims shall end?', canPickMany: true },
  );
  return (chosen ?? []).map(({ claim }) => claim);
}
