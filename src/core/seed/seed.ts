import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EcosystemName, Project } from '../environment/ecosystem.ts';
import type { NamespaceExplanation } from '../namespace/compute.ts';
import { errorCode } from '../process/error-code.ts';
import { type Candidate, rankCandidates, type Ranking } from './candidates.ts';
import { copyTree } from './copy-tree.ts';
import { seedPackages, type VenvStep } from './python/seed-packages.ts';
import { hasParts, type SeedPart, seedParts, type SeedSide } from './parts.ts';
import { hasSpace } from './space.ts';
import { groupByFile, readTree } from './tree.ts';

/**
 * Longer than the clock of files takes to tick (`clockTickNs`), so that what was at rest can be told from what is
 * written.
 */
const settleMs = 100;

export interface SeedRequest extends SeedSide {
  readonly explanation: NamespaceExplanation;
  /** Whose parts to seed. */
  readonly ecosystems: readonly EcosystemName[];
  readonly projects: readonly Project[];
  readonly candidates: readonly Candidate[];
  /** The step that makes its virtual environment, where it has one. */
  readonly venv?: VenvStep | null;
  /** The place in memory that it builds in, if it does, and how much that may hold; bytes. */
  readonly memory?: { readonly path: string; readonly limitBytes: number } | null;
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes copied so far of the part that is being copied, and its size. */
  readonly onProgress?: ((part: string, bytes: number, total: number) => void) | undefined;
}

/** How one ecosystem started. */
export interface SeedReport {
  readonly ecosystem: EcosystemName;
  /** Id of the agent it was seeded from; null when it starts cold. */
  readonly from: string | null;
  /** Why from this one, or why from none, as a sentence. */
  readonly reason: string;
  readonly bytes: number;
  readonly files: number;
  readonly seconds: number;
  /** Whether the file system shares the blocks until one side writes. */
  readonly cloned: boolean;
}

/**
 * Fills an agent's empty build and cache directories from those of the warmest agent that fits, for each ecosystem
 * apart. Nothing that the other agent has is written to, and it may go on meanwhile. Where nothing fits, or what fits
 * is being written to or finds no room, the ecosystem starts cold and the report says why.
 *
 * @throws what aborted `signal`
 */
export async function seedNamespace(request: SeedRequest): Promise<SeedReport[]> {
  const reports: SeedReport[] = [];
  for (const ecosystem of new Set(request.ecosystems)) {
    reports.push(await seedEcosystem(ecosystem, request));
  }
  return reports;
}

async function seedEcosystem(ecosystem: EcosystemName, request: SeedRequest): Promise<SeedReport> {
  const started = performance.now();
  const ranked = rankCandidates(ecosystem, request.explanation, request.candidates);
  const cold = (reason: string): SeedReport => ({
    ecosystem,
    from: null,
    reason,
    bytes: 0,
    files: 0,
    seconds: (performance.now() - started) / 1000,
    cloned: false,
  });
  if (ranked.length === 0) {
    return cold(
      request.candidates.length === 0
        ? 'No other agent has worked on this repository.'
        : 'No other agent of this repository has the same platform and tools.',
    );
  }
  const refusals: string[] = [];
  for (const candidate of ranked) {
    const outcome = await seedFrom(ecosystem, candidate, request);
    if (typeof outcome === 'string') {
      refusals.push(outcome);
      continue;
    }
    return {
      ecosystem,
      from: candidate.agent.id,
      reason: reasonFor(candidate),
      ...outcome,
      seconds: (performance.now() - started) / 1000,
    };
  }
  return cold([...new Set(refusals)].join(' '));
}

/** Whom a part is taken from. */
interface Source extends SeedSide {
  readonly agent: string;
}

type Copied = Pick<SeedReport, 'bytes' | 'files' | 'cloned'>;

/** What was copied, or why nothing was, as a sentence. */
async function seedFrom(
  ecosystem: EcosystemName,
  { agent }: Candidate,
  request: SeedRequest,
): Promise<Copied | string> {
  const root = agent.roots.find(({ kind }) => kind === 'namespace')?.path;
  if (root === undefined) return `${agent.id} has no namespace directory.`;
  const source: Source = {
    agent: agent.id,
    root,
    environment: agent.environment,
    checkout: agent.path,
  };
  const isSameCheckout = (await realOf(source.checkout)) === (await realOf(request.checkout));
  const copied: Copied[] = [];
  const packages =
    ecosystem === 'python' && request.venv
      ? await seedPackages({ ...request, source, isSameCheckout, step: request.venv })
      : null;
  if (packages) copied.push(packages);
  for (const part of seedParts) {
    if (part.ecosystem !== ecosystem || !(isSameCheckout || part.anyCheckout)) continue;
    if (part.ofPackages && !packages) continue;
    const outcome = await copyPatiently(part, source, isSameCheckout, request);
    if (typeof outcome === 'string') {
      // What has been copied of another part is good by itself.
      if (copied.length === 0) return outcome;
    } else if (outcome !== null) copied.push(outcome);
  }
  if (!hasParts([ecosystem], { isSameCheckout })) {
    return `What ${agent.id} knows is of files in another checkout.`;
  }
  if (copied.length === 0) return `${agent.id} has built nothing yet.`;
  return {
    bytes: copied.reduce((sum, part) => sum + part.bytes, 0),
    files: copied.reduce((sum, part) => sum + part.files, 0),
    cloned: copied.every((part) => part.cloned),
  };
}

/** A build that has just ended leaves files that cannot be told from ones being written; a moment later they can. */
async function copyPatiently(
  part: SeedPart,
  source: Source,
  isSameCheckout: boolean,
  request: SeedRequest,
): Promise<Copied | string | null> {
  const first = await copyPart(part, source, isSameCheckout, request);
  if (first !== 'busy') return first;
  await delay(settleMs, undefined, { signal: request.signal });
  const second = await copyPart(part, source, isSameCheckout, request);
  return second === 'busy' ? `${part.name} of ${source.agent} is being written to.` : second;
}

/** Null when the agent has nothing of the kind; `busy`, or a sentence, when it could not be had. */
async function copyPart(
  part: SeedPart,
  source: Source,
  isSameCheckout: boolean,
  request: SeedRequest,
): Promise<Copied | string | null> {
  const { signal, onProgress } = request;
  const [from, to] = [part.place(source), part.place(request)];
  if (from === null || to === null || from === to) return null;
  const folders = [
    source.checkout,
    ...request.projects.map(({ directory }) => path.join(source.checkout, directory)),
  ];
  const readAt = BigInt(Date.now()) * 1_000_000n;
  const keep = await part.keeps(from, { root: source.root, isSameCheckout, folders });
  const entries = await readTree(from, { keep, signal });
  const files = entries.filter(({ kind }) => kind !== 'directory');
  if (files.length === 0) return null;
  const bytes = groupByFile(files).reduce((sum, [entry]) => sum + (entry?.bytes ?? 0), 0);
  const { memory } = request;
  if (memory && to.startsWith(memory.path + path.sep) && bytes > memory.limitBytes) {
    return `A copy of ${megabytes(bytes)} is more than the ${megabytes(memory.limitBytes)} that may be in memory.`;
  }
  await mkdir(path.dirname(to), { recursive: true });
  const { enough, freeBytes } = await hasSpace(path.dirname(to), bytes);
  if (!enough) {
    return `A copy of ${megabytes(bytes)} leaves too little of the ${megabytes(freeBytes)} that are free.`;
  }
  try {
    const outcome = await copyTree(from, to, {
      entries,
      readAt,
      keep,
      signal,
      onProgress: (done) => onProgress?.(part.name, done, bytes),
    });
    if (outcome === 'changed') return 'busy';
    return { bytes, files: files.length, cloned: outcome === 'cloned' };
  } catch (fault) {
    if (signal?.aborted) throw fault;
    const why = coldFaults[errorCode(fault)];
    if (why === undefined) throw fault;
    return `${part.name} could not be copied: ${why}.`;
  }
}

/** What may go wrong with a copy and must not keep an agent from starting. */
const coldFaults: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EACCES: 'a file of it may not be read',
  EPERM: 'a file of it may not be read',
  EIO: 'the disk does not answer',
  EEXIST: 'there is one already',
  ENOTEMPTY: 'there is one already',
};

function reasonFor({ agent, likeness, builtAt }: Ranking): string {
  const lockfiles =
    likeness === 1
      ? 'the same lockfiles and manifests'
      : `${String(Math.round(likeness * 100))} % of the lockfiles and manifests alike`;
  const built = builtAt === null ? 'no recorded build' : `last built ${builtAt}`;
  return `${agent.id} has the same tools, ${lockfiles}, ${built}.`;
}

function megabytes(bytes: number): string {
  return `${String(Math.round(bytes / 1e6))} MB`;
}

async function realOf(directory: string): Promise<string> {
  return realpath(directory).catch(() => directory);
}
