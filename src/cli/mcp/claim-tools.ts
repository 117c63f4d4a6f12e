import { z } from 'zod';
import { claimModes } from '../../core/claim/claim.ts';
import { ownerOf } from '../own-agent.ts';
import { type Tool, tool } from './tool.ts';

const glob = z.string().min(1).max(4096);
const agent = z
  .string()
  .optional()
  .describe('An agent’s id; by default the agent in whose environment this server runs.');

/** A day; who needs paths for longer says so again. */
const mostSeconds = 86_400;

export const claimTools: readonly Tool[] = [
  tool(
    {
      name: 'claim_paths',
      description:
        'Ask all other agents and people to leave paths of this repository alone, in all its worktrees, before you change them. Refused with the reason when somebody else has claimed any of them; nothing is claimed then. Ends with release_paths, after the given time, or with the agent.',
      isReadOnly: false,
    },
    {
      paths: z
        .array(glob)
        .min(1)
        .max(100)
        .describe('Paths or globs relative to the current folder, such as src/api/**.'),
      mode: z
        .enum(claimModes)
        .optional()
        .describe('write (the default): nobody else may read or write; read: others may read.'),
      purpose: z.string().max(500).optional().describe('What for, told to whoever is refused.'),
      seconds: z
        .int()
        .min(1)
        .max(mostSeconds)
        .optional()
        .describe('How long at most. Needed outside of an agent’s environment.'),
      agent,
    },
    (engine, { paths, mode = 'write', purpose = null, seconds = null, agent: named }) =>
      engine.paths.claim({
        directory: process.cwd(),
        globs: paths,
        mode,
        owner: ownerOf(engine, named),
        purpose,
        seconds,
      }),
  ),
  tool(
    {
      name: 'release_paths',
      description: 'Give back paths that you have claimed: those named, or all of them.',
      isReadOnly: false,
    },
    { paths: z.array(glob).max(100).optional().describe('As they were claimed.'), agent },
    async (engine, { paths = [], agent: named }) => ({
      released: await engine.paths.release({
        directory: process.cwd(),
        globs: paths,
        owner: ownerOf(engine, named),
      }),
    }),
  ),
  tool(
    {
      name: 'list_conflicts',
      description:
        'What is claimed in this repository, by whom, what for and until when; and files that more than one of its worktrees has changed, which are merge conflicts in the making.',
      isReadOnly: true,
    },
    {},
    (engine) => engine.paths.conflicts(process.cwd()),
  ),
];
