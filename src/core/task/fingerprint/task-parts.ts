import { hash as hashOf } from 'node:crypto';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import type { CheckoutFiles } from './checkout-files.ts';
import type { ContentHash } from './content-hash.ts';
import type { FileIndex } from './file-index.ts';
import { type FingerprintParts, needsToolchain } from './fingerprint.ts';

export interface PartsContext {
  readonly files: CheckoutFiles;
  readonly index: FileIndex;
  /** The variables that the command is run with, apart from those that the task declares. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Null where no task needs it. */
  readonly toolchain: string | null;
}

export interface TaskParts {
  readonly parts: FingerprintParts;
  /** False: an input changed while it was read, so the parts are of nothing that ever was. */
  readonly isSteady: boolean;
}

/** What a task with declared inputs is made of at this moment. A promise only where a large file must be read. */
export function takeParts(
  { files, index, environment, platform, toolchain }: PartsContext,
  task: TaskDeclaration & { readonly inputs: readonly string[] },
  upstream: readonly (readonly [name: string, fingerprint: string])[],
): TaskParts | Promise<TaskParts> {
  const inputs = new Map<string, ContentHash | null>();
  const late: Promise<void>[] = [];
  // What it makes itself is no input, even where a glob is as wide as its folder.
  const own = (task.outputs ?? []).map((glob) => `!${glob}`);
  for (const { path } of files.match([...task.inputs, ...own])) {
    const found = index.hash(path);
    // Keeps its place meanwhile, since the order is part of the fingerprint.
    inputs.set(path, found instanceof Promise ? null : found);
    if (found instanceof Promise) {
      late.push(
        found.then((hash) => {
          inputs.set(path, hash);
        }),
      );
    }
  }
  const finish = (): TaskParts => ({
    isSteady: [...inputs.values()].every((each) => each === null || each.isSteady),
    parts: {
      command: [...task.command],
      directory: task.directory,
      outputs: task.outputs && [...task.outputs],
      platform,
      toolchain: needsToolchain(task.class) ? toolchain : null,
      environment: environmentParts(task, environment),
      inputs: [...inputs].flatMap(([path, found]) => (found ? [[path, found.hash]] : [])),
      upstream: upstream.map(([name, fingerprint]) => [name, fingerprint]),
    },
  });
  return late.length === 0 ? finish() : Promise.all(late).then(finish);
}

function environmentParts(
  { env, dependsOnEnv }: TaskDeclaration,
  outer: PartsContext['environment'],
): [string, string][] {
  const values = new Map<string, string | undefined>(
    dependsOnEnv.map((name) => [name, outer[name]]),
  );
  for (const [name, value] of Object.entries(env)) values.set(name, value);
  return [...values]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => [name, value === undefined ? 'not set' : hashOf('sha256', value)]);
}
