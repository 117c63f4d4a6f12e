import { createHash } from 'node:crypto';
import { LanekeeperError } from '../error.ts';
import { detectProjects } from '../environment/ecosystems.ts';
import type { EcosystemName, Project } from '../environment/ecosystem.ts';
import { digestFile, type FileDigest } from './file-hash.ts';
import { lockfileNotes } from './lockfile-notes.ts';
import { platformName } from './platform.ts';
import { listProjectFiles, type ProjectFile } from './project-files.ts';
import { describeToolchain, type ToolchainInput } from './toolchain.ts';

export interface ProjectInput {
  /** Relative to the workspace with `/` between the parts; `../` leads to the folders above it. */
  readonly path: string;
  readonly sha256: string;
}

/** A namespace and everything it is made of. Hashes are the first 8 hex digits of a SHA-256. */
export interface NamespaceExplanation {
  readonly namespace: string;
  readonly parts: {
    readonly platform: { readonly value: string };
    readonly toolchain: { readonly hash: string; readonly inputs: readonly ToolchainInput[] };
    readonly project: { readonly hash: string; readonly inputs: readonly ProjectInput[] };
    readonly agent: { readonly value: string };
  };
  /** What is odd about the inputs and what was made of it, one or two sentences each. No part of the namespace. */
  readonly notes: readonly string[];
}

export interface NamespaceRequest {
  /** Absolute, and trusted: asking for a toolchain may run what the workspace names. */
  readonly workspace: string;
  readonly agent: string;
  /** Whose toolchains count; those with projects in the workspace when absent. */
  readonly ecosystems?: readonly EcosystemName[];
  /** What is known already is not asked again. */
  readonly projects?: readonly Project[];
  readonly toolchains?: readonly ToolchainInput[];
  readonly environment?: NodeJS.ProcessEnv;
  /** As in `ToolchainOptions`. */
  readonly askAgain?: true;
  readonly signal?: AbortSignal | undefined;
}

/** Files read at once: enough to keep a disk busy, few enough to stay far from the limit on open files. */
const concurrentReads = 8;

/**
 * Computes `<os>_<arch>-<toolchain>-<project>-<agent>`. The same files, tools and agent give the same namespace on
 * every run, whatever the locale and the order in which a file system lists.
 *
 * @throws LanekeeperError `namespace-unreadable` naming the file, `workspace-missing`, `interrupted`
 */
export async function computeNamespace(request: NamespaceRequest): Promise<NamespaceExplanation> {
  const { workspace, signal, askAgain } = request;
  const environment = request.environment ?? process.env;
  const projects = request.projects ?? (await detectProjects(workspace));
  const ecosystems = request.ecosystems ?? [...new Set(projects.map((each) => each.ecosystem))];
  const [toolchain, files, lockfiles] = await Promise.all([
    request.toolchains ??
      describeToolchain({ workspace, ecosystems, projects, environment, signal, askAgain }),
    digestProject(workspace, environment, signal),
    lockfileNotes(workspace, projects),
  ]);
  const project = files.map(({ path, digest }) => ({ path, sha256: digest.sha256 }));
  const platform = platformName();
  const toolchainHash = shortHash(toolchain.map(({ name, value }) => [name, value]));
  const projectHash = shortHash(project.map(({ path, sha256 }) => [path, sha256]));
  return {
    namespace: `${platform}-${toolchainHash}-${projectHash}-${request.agent}`,
    parts: {
      platform: { value: platform },
      toolchain: { hash: toolchainHash, inputs: toolchain },
      project: { hash: projectHash, inputs: project },
      agent: { value: request.agent },
    },
    notes: [
      ...files.filter(({ digest }) => digest.isConflicted).map(({ path }) => conflictNote(path)),
      ...lockfiles,
    ],
  };
}

function conflictNote(file: string): string {
  return `${file} holds the marks of a merge conflict. It counts as it is; once it is resolved the namespace differs.`;
}

async function digestProject(
  workspace: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<{ readonly path: string; readonly digest: FileDigest }[]> {
  const files = await listProjectFiles(workspace, environment);
  const digests = new Map<ProjectFile, FileDigest>();
  const queue = files.values();
  const reader = async (): Promise<void> => {
    for (const file of queue) {
      if (signal?.aborted) throw interrupted();
      const digest = await digestFile(file.absolute);
      if (digest !== null) digests.set(file, digest);
    }
  };
  await Promise.all(Array.from({ length: concurrentReads }, reader));
  return files.flatMap((file) => {
    const digest = digests.get(file);
    return digest === undefined ? [] : [{ path: file.relative.toString('utf8'), digest }];
  });
}

function interrupted(): LanekeeperError {
  return new LanekeeperError('interrupted', 'Computing the namespace was stopped.', 'Try again.');
}

/** NUL and line feed keep neighbouring words apart, so that no two different lists are hashed alike. */
function shortHash(pairs: readonly (readonly [string, string])[]): string {
  const hash = createHash('sha256');
  for (const [name, value] of pairs) hash.update(`${name}\0${value}\n`);
  return hash.digest('hex').slice(0, 8);
}
