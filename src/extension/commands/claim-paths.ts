import { window as editor } from 'vscode';
import { isLive } from '../../core/agent/agent-status.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { Claim, ClaimMode, ClaimOwner } from '../../core/claim/claim.ts';
import type { Engine } from '../../core/engine.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { isOfThisWindow, localFolders, requireTrust } from '../workspace-access.ts';
import { chosenPaths } from './chosen-paths.ts';
import { parseClaimArgument } from './claim-arguments.ts';
import type { Command } from './command.ts';
import type { Invocation } from './invocation.ts';

/**
 * Claim Paths: asks all others to leave paths of the repository alone, for an agent as long as it lives, or for the person
 * for a while. A script passes `{globs, agent?, mode?, seconds?, purpose?, workspace?}` and gets the claim.
 */
export const claimPaths: Command = async ({ access }, invocation) => {
  requireTrust();
  const engine = await access.ready();
  if (invocation.from === 'script') return claimForScript(engine, invocation.argument);
  const owner = await askOwner(engine, invocation);
  if (!owner) return undefined;
  const paths = await chosenPaths(invocation);
  if (!paths) return undefined;
  const mode = await askMode();
  if (!mode) return undefined;
  const seconds = owner.kind === 'agent' ? null : await askHowLong();
  if (seconds === undefined) return undefined;
  const claim = await engine.paths.claim({ ...paths, mode, owner, purpose: null, seconds });
  editor.setStatusBarMessage(plainText(`$(lock) Claimed ${claim.globs.join(', ')}`), 4000);
  return claim;
};

async function claimForScript(engine: Engine, argument: unknown): Promise<Claim> {
  const { globs, agent, mode, seconds, purpose, workspace } = parseClaimArgument(argument);
  return engine.paths.claim({
    directory: workspace ?? localFolders()[0].uri.fsPath,
    globs,
    mode,
    owner: agent === undefined ? engine.paths.person : agentOwner(engine.findAgent(agent)),
    purpose: purpose ?? null,
    seconds: seconds ?? null,
  });
}

export function agentOwner({ id, uid }: Pick<Agent, 'id' | 'uid'>): ClaimOwner {
  return { kind: 'agent', id, uid };
}

async function askOwner(engine: Engine, invocation: Invocation): Promise<ClaimOwner | undefined> {
  const [clicked] = invocation.from === 'rows' ? invocation.agents : [];
  if (clicked !== undefined) return agentOwner(engine.findAgent(clicked));
  const { person } = engine.paths;
  const agents = engine
    .listAgents()
    .filter(({ status, workspace }) => isLive(status) && isOfThisWindow(workspace));
  if (agents.length === 0) return person;
  const chosen = await editor.showQuickPick(
    [
      { label: 'Me', description: 'for a while', owner: person },
      ...agents.map((agent) => ({
        label: plainText(agent.name),
        description: `${agent.id} · as long as it lives`,
        owner: agentOwner(agent),
      })),
    ],
    { title: 'Claim Paths', placeHolder: 'Who is to have them?' },
  );
  return chosen?.owner;
}

async function askMode(): Promise<ClaimMode | undefined> {
  const modes: { label: string; detail: string; mode: ClaimMode }[] = [
    { label: 'Write', detail: 'Nobody else may read or write them', mode: 'write' },
    { label: 'Read', detail: 'Others may read them, and not write', mode: 'read' },
  ];
  const chosen = await editor.showQuickPick(modes, {
    title: 'Claim Paths',
    placeHolder: 'What for?',
  });
  return chosen?.mode;
}

async function askHowLong(): Promise<number | undefined> {
  const choices = [
    { label: '30 minutes', seconds: 1800 },
    { label: '2 hours', seconds: 7200 },
    { label: '8 hours', seconds: 28_800 },
  ];
  const chosen = await editor.showQuickPick(choices, {
    title: 'Claim Paths',
    placeHolder: 'For how long?',
  });
  return chosen?.seconds;
}
