import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Agent } from '../../../src/core/agent/agent.ts';
import type { EcosystemName } from '../../../src/core/environment/ecosystem.ts';
import type { NamespaceExplanation } from '../../../src/core/namespace/compute.ts';
import type { Candidate } from '../../../src/core/seed/candidates.ts';
import { type SeedReport, seedNamespace } from '../../../src/core/seed/seed.ts';
import { readTree } from '../../../src/core/seed/tree.ts';

/** A namespace with one tool of each ecosystem and the lockfiles given. */
export function explanationOf(
  lockfiles: Readonly<Record<string, string>> = {},
  rustc = '1.95.0',
): NamespaceExplanation {
  return {
    namespace: 'linux_x86_64-00000000-00000000-x',
    parts: {
      platform: { value: 'linux_x86_64' },
      toolchain: {
        hash: '00000000',
        inputs: [
          { name: 'node', value: 'v24' },
          { name: 'python', value: '3.13' },
          { name: 'rustc', value: rustc },
        ],
      },
      project: {
        hash: '00000000',
        inputs: Object.entries(lockfiles).map(([name, sha256]) => ({ path: name, sha256 })),
      },
      agent: { value: 'x' },
    },
    notes: [],
  };
}

/** An agent that has ended, with a namespace root of its own below `home`. */
export function agentIn(home: string, id: string, checkout: string): Agent {
  const root = path.join(home, id);
  mkdirSync(root, { recursive: true });
  return {
    id,
    uid: `uid-${id}`,
    name: id,
    type: 'rust-dev',
    interactive: false,
    status: 'done',
    statusReason: null,
    checkout: 'shared',
    workspace: checkout,
    path: checkout,
    capabilities: [],
    ecosystems: ['rust'],
    namespace: id,
    drift: [],
    roots: [{ kind: 'namespace', path: root, uid: `uid-${id}` }],
    command: [],
    environment: {
      CARGO_TARGET_DIR: path.join(root, 'target'),
      CARGO_BUILD_BUILD_DIR: path.join(root, 'build', 'cargo'),
    },
    ports: [],
    process: null,
    spawner: null,
    exitCode: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:01:00.000Z',
  };
}

export function candidate(agent: Agent, rest: Partial<Candidate> = {}): Candidate {
  return { agent, explanation: explanationOf(), doesTheSame: true, builtAt: null, ...rest };
}

/** Seeds one agent from others, with one ecosystem. */
export async function seed(
  agent: Agent,
  candidates: readonly Candidate[],
  options: {
    ecosystem?: EcosystemName;
    explanation?: NamespaceExplanation;
    signal?: AbortSignal;
  } = {},
): Promise<SeedReport> {
  const [report] = await seedNamespace({
    root: agent.roots[0]?.path ?? '',
    environment: agent.environment,
    checkout: agent.path,
    explanation: options.explanation ?? explanationOf(),
    ecosystems: [options.ecosystem ?? 'rust'],
    projects: [],
    candidates,
    ...(options.signal && { signal: options.signal }),
  });
  if (!report) throw new TypeError('There is no report.');
  return report;
}

/** Everything below a directory: names, kinds, times, links and content in one hash. */
export async function treeHash(directory: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readTree(directory, { keep: () => true });
  for (const entry of [...entries].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${entry.path}\0${entry.stamp}\0`);
    if (entry.kind === 'file') hash.update(await readFile(path.join(directory, entry.path)));
  }
  return hash.digest('hex');
}

/** Builds with the agent's target directory; the names of the crates that cargo had to compile, and of all. */
export function cargoBuild(
  agent: Agent,
  environment: NodeJS.ProcessEnv,
): { readonly compiled: string[]; readonly all: string[] } {
  const output = execFileSync('cargo', ['build', '--offline', '--message-format=json'], {
    cwd: agent.path,
    encoding: 'utf8',
    env: { ...environment, ...agent.environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const artifacts = output
    .trim()
    .split('\n')
    .flatMap((line) => {
      const message = messageSchema.parse(JSON.parse(line));
      return message.reason === 'compiler-artifact' ? [message] : [];
    });
  return {
    compiled: artifacts.flatMap(({ fresh, target }) => (fresh ? [] : [target?.name ?? ''])),
    all: artifacts.map(({ target }) => target?.name ?? ''),
  };
}

/** https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages */
const messageSchema = z.object({
  reason: z.string(),
  fresh: z.boolean().optional(),
  target: z.object({ name: z.string() }).optional(),
});
