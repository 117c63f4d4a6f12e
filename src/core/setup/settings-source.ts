import type { CheckoutKind } from '../agent/agent.ts';
import type { Shell, StepLists } from './step.ts';

/** How an agent comes to its checkout; steps say for which they are. */
export type CheckoutOrigin = CheckoutKind | 'adopted';

/** What a source works with. */
export interface SourceContext {
  /** The folder that may hold the settings, absolute: the workspace, or the top of its repository. */
  readonly folder: string;
  /** The same folder seen from the top of the checkout: `.`, or with `/` between the parts. */
  readonly directory: string;
  readonly shell: Shell;
  readonly platform: NodeJS.Platform;
  /** Reads a file of the folder; null when it is not there. */
  readonly read: (file: string) => Promise<string | null>;
}

/** What settings that were found say. */
export interface FoundSettings extends StepLists {
  /** The files they stand in, relative to the folder; the first is the one people edit. */
  readonly files: readonly string[];
  readonly checkouts: readonly CheckoutOrigin[];
  /** Which ignored files to copy where there is no `.worktreeinclude`: patterns as in .gitignore. */
  readonly include: readonly string[];
}

/** Where the steps run, for the variables that a program's own steps expect. */
export interface StepPlace {
  /** The checkout that the workspace is part of, absolute. */
  readonly root: string;
  /** The agent's checkout, absolute. */
  readonly checkout: string;
  readonly agent: string;
  readonly name: string;
  readonly branch: string | null;
  readonly defaultBranch: string | null;
  readonly firstPort: number | null;
}

/** One program whose settings are understood. Adding one is adding a file and a line in `sources.ts`. */
export interface SettingsSource {
  readonly tool: string;
  /** Whose agents its settings may be for; for others they are not even read. */
  readonly origins: readonly CheckoutOrigin[];
  find(context: SourceContext): Promise<FoundSettings | null>;
  /** What its steps, and what they prepare, expect in the environment. */
  variables(place: StepPlace): Readonly<Record<string, string>>;
}
