import type { Location } from '../location.ts';
import type { GateLimits } from '../resource/gates.ts';
import type { ResourceClass } from '../resource/resource-class.ts';
import type { InstallLock } from './node/install-lock.ts';
import type { Install } from './node/install-stamp.ts';
import type { LinkGate } from './rust/link-gate.ts';
import type { Share } from '../resource/share.ts';
import type { RustFacts } from './rust/facts.ts';
import type { WantedCrates } from './rust/wanted-crates.ts';
import type { SharedCacheLocations } from './shared-cache-table.ts';
import type { Stamp } from './step-stamp.ts';

export const ecosystemNames = ['rust', 'python', 'node'] as const;

export type EcosystemName = (typeof ecosystemNames)[number];

/** A folder of the workspace in which one ecosystem's tools are run. */
export interface Project {
  readonly ecosystem: EcosystemName;
  /** Relative to the workspace with `/` between the parts; `.` is the workspace itself. */
  readonly directory: string;
  /** Names of the manifests and lockfiles lying in it, in byte order. */
  readonly files: readonly string[];
}

/** All that the environment contract depends on, gathered beforehand so that the contract itself is a pure function. */
export interface ContractContext {
  readonly agent: string;
  readonly uid: string;
  /** The agent's type. */
  readonly type: string;
  readonly namespace: string;
  readonly location: Location;
  /** The agent's namespace root, absolute: what its tools write lies below. */
  readonly namespaceRoot: string;
  /** The agent's TMPDIR, absolute and short. */
  readonly temporary: string;
  /** The workspace folder, absolute. */
  readonly workspace: string;
  /** Where the agent works, absolute: the workspace or its counterpart in a worktree. */
  readonly checkout: string;
  readonly projects: readonly Project[];
  /** Whose projects are made ready before the agent's first process. */
  readonly prepared: readonly EcosystemName[];
  readonly gates: GateLimits;
  /** The agent's part of the machine when the contract is made. */
  readonly share: Share;
  readonly caches: SharedCacheLocations;
  /** The compiler cache its rustc goes through, or null: see `rust/rustc-wrapper.ts`. */
  readonly rustcWrapper: RustcWrapper | null;
  readonly rust: RustFacts;
  /** Where cargo's intermediates lie if that was decided; else, and for null as a directory, in the namespace. */
  readonly build: { readonly directory: string | null; readonly reason: string } | null;
  /** What links go through, or null: see `rust/link-gate.ts`. */
  readonly linkGate: LinkGate | null;
  /** The script that every Node process of the agent loads first, absolute, or null: see `node/preload-script.ts`. */
  readonly nodePreload: string | null;
  /** The lock on installs of Node packages, where agents share the checkout: see `node/install-lock.ts`. */
  readonly installLock: InstallLock | 'missing' | null;
  /** What the agent's processes inherit: see `inherit.ts`. */
  readonly inherited: Readonly<Record<string, string>>;
  readonly platform: NodeJS.Platform;
}

/** One thing that was decided about an agent's environment, for people. */
export interface EnvironmentNote {
  /** What and why, as sentences. */
  readonly text: string;
  /** It differs from what the tool does by itself, and so is told in the agent's log. */
  readonly isSet: boolean;
}

export interface RustcWrapper {
  /** The script that goes into RUSTC_WRAPPER, absolute, the same for all agents. */
  readonly path: string;
  /** The sccache it runs, absolute. */
  readonly sccache: string;
}

/** A file of the agent's own that a variable of the contract names. */
export interface ContractFile {
  /** Absolute, in the namespace root. */
  readonly path: string;
  readonly content: string;
  /** A program that the agent can call. */
  readonly isProgram?: true;
}

/** A command to run before the agent's own, so that its own can work at once. */
export interface PreparationStep {
  readonly name: string;
  readonly command: readonly string[];
  readonly class: ResourceClass;
  /** Why it is needed, as a sentence. */
  readonly reason: string;
  /** Where it runs: relative to the checkout with `/` between the parts, `.` is the checkout itself. */
  readonly directory: string;
  /** What the user should know about it, as a sentence; null when there is nothing. */
  readonly warning: string | null;
  /**
   * Absolute path of the file to hold with `holdLock` meanwhile, or null: what the step writes is shared with other
   * agents. Once held, look at `unlessExists` again.
   */
  readonly lock: string | null;
  /** Absolute path whose existence means that the step is done already and is left out, or null. */
  readonly unlessExists: string | null;
  /** Tells whether the step has been done with what it is made from at that moment, and is left out. */
  readonly stamp?: Stamp;
  /** The crates that the step downloads, if it does: left out when, with the lock held, they are all there. */
  readonly crates?: WantedCrates;
  /** The install that the step is, if it is one: left out when, with the lock held, its packages are all there. */
  readonly install?: Install;
}

/** What of a contract its preparation depends on. */
export type PreparationPlace = Pick<
  ContractContext,
  'checkout' | 'inherited' | 'location' | 'namespaceRoot' | 'platform' | 'projects' | 'workspace'
> & { readonly rust: Pick<RustFacts, 'toolchain'> };

export interface PreparationContext {
  readonly contract: PreparationPlace;
  /** The contract's variables over those inherited: how programs are found. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the agent's own command needs beyond what the project asks for, such as pytest. */
  readonly needs: readonly string[];
}

/** What Lanekeeper knows about one language's tools. Adding an ecosystem is adding one of these to `ecosystems.ts`. */
export interface Ecosystem {
  readonly name: EcosystemName;
  /** Its projects in the workspace: the root, or else the folders one level below it. */
  detect(workspace: string): Promise<Project[]>;
  /** Variables that keep its tools inside the agent's namespace and point them at the shared caches. */
  variables(context: ContractContext): Record<string, string>;
  /** Variables that bound what its tools start by themselves, for an agent with this share; the user's own win. */
  limits(share: Share): Readonly<Record<string, number>>;
  /** What was decided and why. */
  notes(context: ContractContext): readonly EnvironmentNote[];
  /** Folders that go before the PATH the agent inherits, absolute. */
  pathEntries(context: ContractContext): string[];
  /** Settings that no variable can carry, written before the first process. */
  files(context: ContractContext): readonly ContractFile[];
  preparation(project: Project, context: PreparationContext): Promise<PreparationStep[]>;
}
