import type { ResourceClass } from '../../resource/resource-class.ts';

/** Where a task was declared or found. */
export const declarationKinds = ['lanekeeper', 'cargo', 'package', 'turbo', 'python'] as const;

export type DeclarationKind = (typeof declarationKinds)[number];

/** What a task must have before it starts. */
export interface TaskNeeds {
  /** How much memory it uses at its peak; null where that is not known. */
  readonly memoryBytes: number | null;
  readonly cores: number;
  /** What the agent that runs it must be able to do. */
  readonly capabilities: readonly string[];
  readonly gpu: boolean;
}

/**
 * A command with declared inputs and outputs. All paths are relative to the root of the checkout and use `/`; what is
 * written relative to a package is resolved when it is read.
 */
export interface TaskDeclaration {
  /** Unique in the checkout: `build`, or `packages/web#build` for the task of a package. */
  readonly name: string;
  /** Program and parameters; none for a task that only groups others. */
  readonly command: readonly string[];
  /** Where the command runs; '' is the root. */
  readonly directory: string;
  /** Names of the tasks that must be done before. */
  readonly dependsOn: readonly string[];
  /** Globs, `!` excludes; null: not declared, so it can never be told that nothing changed. */
  readonly inputs: readonly string[] | null;
  /** Globs; empty: it makes no files; null: not declared, so its result cannot be given to another. */
  readonly outputs: readonly string[] | null;
  readonly class: ResourceClass | null;
  readonly needs: TaskNeeds;
  /** 0–100, higher first. */
  readonly priority: number;
  /** Variables that it is run with. */
  readonly env: Readonly<Record<string, string>>;
  /** Variables of the outer environment whose values change what it does. */
  readonly dependsOnEnv: readonly string[];
  /** Whether a result that is there may be used in place of a run. */
  readonly cache: boolean;
  /** After this long it is stopped and has failed; null: as long as it takes. */
  readonly timeoutSeconds: number | null;
  /** How often it is run again after a failure. */
  readonly retries: number;
  readonly source: { readonly kind: DeclarationKind; readonly file: string };
}

export const defaultPriority = 50;
