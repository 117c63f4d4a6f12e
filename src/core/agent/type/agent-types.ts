import type { UserAgentType } from '../../configuration.ts';
import type { EcosystemName, Project } from '../../environment/ecosystem.ts';
import { ecosystemNames } from '../../environment/ecosystem.ts';
import { LanekeeperError } from '../../error.ts';
import { findExecutable } from '../../process/find-executable.ts';
import type { ResourceClass } from '../../resource/resource-class.ts';
import { automatic } from './automatic-type.ts';
import { buildLoops } from './build-loops.ts';
import { codingClis } from './coding-clis.ts';

/** What a type would run here, or why it cannot. */
export type AgentTypeResolution =
  | {
      readonly available: true;
      readonly command: readonly string[];
      /** Where the command runs, relative to the workspace with `/` between the parts; `.` is the workspace. */
      readonly directory: string;
      /** Whose projects to prepare first. */
      readonly ecosystems: readonly EcosystemName[];
      /** What the command needs installed beyond what the project asks for: see `preparationSteps`. */
      readonly needs: readonly string[];
      /** The program whose version says most, absolute. */
      readonly program: string;
      readonly class: ResourceClass | null;
      /** What is run after the command once that has gone well. */
      readonly followUp?: FollowUp;
    }
  | {
      readonly available: false;
      /** What is missing, as a sentence. */
      readonly reason: string;
      /** What to do about it, as a sentence. */
      readonly cure: string;
    };

/** A second command of a type, for what its first leaves out. */
export interface FollowUp {
  readonly name: string;
  readonly command: readonly string[];
  /** Whether there is anything for it to do; it may run tools, so it is asked in trusted workspaces only. */
  readonly isNeeded: (directory: string, environment: NodeJS.ProcessEnv) => Promise<boolean>;
}

export interface AgentTypeContext {
  readonly workspace: string;
  readonly projects: readonly Project[];
  readonly environment: NodeJS.ProcessEnv;
}

/** A kind of agent. Adding one is adding an entry to `build-loops.ts` or `coding-clis.ts`. */
export interface AgentType {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  /** It asks and answers in a terminal. */
  readonly interactive: boolean;
  readonly resolve: (context: AgentTypeContext) => Promise<AgentTypeResolution>;
}

/** Every type that can be asked for, `auto` first. A user's type takes the place of a built-in one of its name. */
export function agentTypes(own: readonly UserAgentType[] = []): AgentType[] {
  const types = new Map<string, AgentType>();
  for (const type of [automatic, ...buildLoops, ...codingClis, ...own.map(fromUser)]) {
    types.set(type.type, type);
  }
  return [...types.values()];
}

/** @throws LanekeeperError `agent-type-unknown`, naming those there are */
export function findAgentType(name: string, own: readonly UserAgentType[] = []): AgentType {
  const types = agentTypes(own);
  const found = types.find(({ type }) => type === name);
  if (found) return found;
  throw new LanekeeperError(
    'agent-type-unknown',
    `There is no agent type ${JSON.stringify(name)}.`,
    `Use one of ${types.map(({ type }) => type).join(', ')}, or define it in the setting agentTypes.`,
  );
}

function fromUser(own: UserAgentType): AgentType {
  const [name = ''] = own.command;
  return {
    type: own.type,
    title: own.title ?? own.type,
    description: own.command.join(' '),
    interactive: own.interactive,
    resolve: async ({ environment }) => {
      const program = await findExecutable(name, environment);
      if (program === null) {
        return {
          available: false,
          reason: `${name} is not on PATH.`,
          cure: `Install ${name}, or correct the command of ${own.type} in the setting agentTypes.`,
        };
      }
      return {
        available: true,
        command: own.command,
        directory: '.',
        ecosystems: ecosystemNames.filter((each) => own.ecosystems.includes(each)),
        needs: [],
        program,
        class: null,
      };
    },
  };
}
