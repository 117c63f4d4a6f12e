import { findExecutable } from '../../process/find-executable.ts';
import type { AgentType } from './agent-types.ts';

interface CodingCli {
  readonly type: string;
  readonly title: string;
  readonly maker: string;
  /** Program names, the preferred first. */
  readonly programs: readonly string[];
  /** How its maker says to install it. */
  readonly install: string;
}

/** Coding agents that are driven in a terminal. Adding one is adding an entry. */
const clis: readonly CodingCli[] = [
  {
    type: 'claude',
    title: 'Claude Code',
    maker: 'Anthropic',
    programs: ['claude'],
    install: 'npm install -g @anthropic-ai/claude-code',
  },
  {
    type: 'codex',
    title: 'Codex CLI',
    maker: 'OpenAI',
    programs: ['codex'],
    install: 'npm install -g @openai/codex',
  },
  {
    type: 'gemini',
    title: 'Gemini CLI',
    maker: 'Google',
    programs: ['gemini'],
    install: 'npm install -g @google/gemini-cli',
  },
  {
    type: 'copilot',
    title: 'GitHub Copilot CLI',
    maker: 'GitHub',
    programs: ['copilot'],
    install: 'npm install -g @github/copilot',
  },
  {
    type: 'opencode',
    title: 'OpenCode',
    maker: 'SST',
    programs: ['opencode'],
    install: 'npm install -g opencode-ai',
  },
  {
    type: 'aider',
    title: 'Aider',
    maker: 'Aider AI',
    programs: ['aider'],
    install: 'uv tool install aider-chat',
  },
  {
    type: 'amp',
    title: 'Amp',
    maker: 'Sourcegraph',
    programs: ['amp'],
    install: 'npm install -g @sourcegraph/amp',
  },
  {
    type: 'cursor-agent',
    title: 'Cursor CLI',
    maker: 'Anysphere',
    programs: ['cursor-agent'],
    install: 'curl https://cursor.com/install -fsS | bash',
  },
  {
    type: 'goose',
    title: 'Goose',
    maker: 'Block',
    programs: ['goose'],
    install: 'brew install block-goose-cli',
  },
  {
    type: 'qwen',
    title: 'Qwen Code',
    maker: 'Alibaba',
    programs: ['qwen'],
    install: 'npm install -g @qwen-code/qwen-code',
  },
  {
    type: 'crush',
    title: 'Crush',
    maker: 'Charm',
    programs: ['crush'],
    install: 'npm install -g @charmland/crush',
  },
  {
    type: 'auggie',
    title: 'Auggie',
    maker: 'Augment Code',
    programs: ['auggie'],
    install: 'npm install -g @augmentcode/auggie',
  },
];

export const codingClis: readonly AgentType[] = clis.map((cli) => ({
  type: cli.type,
  title: cli.title,
  description: `${cli.title} by ${cli.maker}, in a terminal`,
  interactive: true,
  resolve: async ({ environment, projects }) => {
    for (const name of cli.programs) {
      const program = await findExecutable(name, environment);
      if (program === null) continue;
      return {
        available: true,
        command: [name],
        directory: '.',
        ecosystems: [...new Set(projects.map(({ ecosystem }) => ecosystem))],
        needs: [],
        program,
        class: null,
      };
    }
    return {
      available: false,
      reason: `${cli.programs.join(' or ')} is not on PATH.`,
      cure: `Install ${cli.title}: ${cli.install}.`,
    };
  },
}));
