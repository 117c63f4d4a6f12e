import { opendir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Agent } from '../../agent/agent.ts';
import { errorCode } from '../../process/error-code.ts';
import { countOf } from '../../quantities.ts';
import { type Check, type Finding, verdictOf } from '../check.ts';
import { realpathOrSelf } from '../real-path.ts';
import type { Territory } from '../territory.ts';

/** Entries looked at in the directories of one agent, at most, and the time for it; ms. */
const entryLimit = 500_000;
const timeLimit = 20_000;

/** Where programs of the machine lie: links to them, as virtual environments have, are for reading. */
const installed = /^\/(?:usr|bin|sbin|lib\w*|opt|etc|nix|snap|System|Library|Applications)(?:\/|$)/;

/**
 * No link in an agent's directories leads out to a directory that others use: what a tool writes "below the namespace"
 * would land there. Links to single files outside (a virtual environment's interpreter) do no harm unless they lead
 * into what another agent owns.
 */
export const namespaceLinks: Check = {
  id: 'pre.namespace-links',
  stage: 'pre',
  async run({ agents, survey }) {
    const findings = await Promise.all(agents.map((agent) => checkAgent(agent, survey.territory)));
    return verdictOf(findings.flat(), 'There is no agent whose namespace could be looked at.');
  },
};

async function checkAgent(agent: Agent, territory: Territory): Promise<Finding[]> {
  // The sources in a worktree may hold any link their authors like.
  const roots = agent.roots.filter(({ kind }) => kind !== 'worktree');
  const deadline = Date.now() + timeLimit;
  const failures: Finding[] = [];
  let looked = 0;
  let links = 0;
  const waiting = await Promise.all(roots.map((root) => realpathOrSelf(root.path)));
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for await (const entry of entriesOf(at)) {
      looked += 1;
      const file = path.join(at, entry.name);
      if (entry.isDirectory()) waiting.push(file);
      if (!entry.isSymbolicLink()) continue;
      links += 1;
      const harm = await harmOf(file, agent.uid, territory);
      if (harm !== null) failures.push(failure(agent, file, harm));
    }
    if (looked > entryLimit || Date.now() > deadline) break;
  }
  if (failures.length > 0) return failures;
  const isComplete = waiting.length === 0;
  const scope = `${agent.id}: ${countOf(links, 'link')} among ${countOf(looked, 'entry', 'entries')} of its directories`;
  return looked === 0
    ? []
    : [
        isComplete
          ? { result: 'pass', evidence: `${scope}, none leads out.` }
          : {
              result: 'unknown',
              evidence: `${scope} lead nowhere harmful; not all were looked at.`,
            },
      ];
}

function failure(agent: Agent, file: string, harm: string): Finding {
  return {
    result: 'fail',
    evidence: `${agent.id}: ${file} leads to ${harm}.`,
    cure: `Remove ${file} and run the tool that made it again, or clean ${agent.id}.`,
  };
}

/** Where a link leads that it must not, in words; null for a harmless one, and for one that leads nowhere. */
async function harmOf(link: string, uid: string, territory: Territory): Promise<string | null> {
  const target = await realpath(link).catch(() => null);
  if (target === null) return null;
  const { kind } = territory.placeOf(target, uid);
  if (kind === 'foreign-agent') return `${target}, which another agent owns`;
  if (kind === 'own' || kind === 'shared-cache' || installed.test(target)) return null;
  const isDirectory = (await stat(target).catch(() => null))?.isDirectory() ?? false;
  if (!isDirectory) return null;
  return kind === 'checkout' ? `${target}, in its checkout` : `${target}, outside its namespace`;
}

async function* entriesOf(directory: string) {
  try {
    yield* await opendir(directory);
  } catch (fault) {
    // Gone meanwhile, or closed to its own agent as well.
    if (!['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(fault))) throw fault;
  }
}
