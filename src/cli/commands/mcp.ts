import type { Command } from 'commander';

export function registerMcp(program: Command): void {
  program
    .command('mcp')
    .description(
      'Serve claims, gates, tasks, contention and agents to a coding agent over the Model Context Protocol, on stdin and stdout',
    )
    .action(async () => {
      const { serve } = await import('../mcp/server.ts');
      await serve();
    });
}
