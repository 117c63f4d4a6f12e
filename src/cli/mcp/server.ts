import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Engine } from '../../core/engine.ts';
import { toLanekeeperError } from '../../core/error.ts';
import { interruptSignal, withEngine } from '../engine.ts';
import { claimTools } from './claim-tools.ts';
import { machineTools } from './machine-tools.ts';
import type { Tool } from './tool.ts';

/** More array elements and members than any tool takes: such input is refused before it is looked at. */
const mostInputElements = 1000;

/** Serves a coding agent until it closes standard input or this process is interrupted. */
export async function serve(): Promise<void> {
  await withEngine(async (engine) => {
    const server = new McpServer(
      { name: 'lanekeeper', title: 'Lanekeeper', version: lanekeeperVersion },
      { maxToolInputElements: mostInputElements },
    );
    for (const tool of [...claimTools, ...machineTools]) register(server, engine, tool);
    const closed = new Promise<void>((resolve) => {
      server.server.onclose = resolve;
    });
    // The transport reads standard input and does not mind its end.
    process.stdin.once('end', () => void server.close());
    interruptSignal().addEventListener('abort', () => void server.close(), { once: true });
    await server.connect(new StdioServerTransport());
    await closed;
  });
}

function register(server: McpServer, engine: Engine, tool: Tool): void {
  const { name, description, input, isReadOnly } = tool;
  server.registerTool(
    name,
    {
      description,
      inputSchema: input,
      annotations: { readOnlyHint: isReadOnly, destructiveHint: false, openWorldHint: false },
    },
    (given: unknown) => answer(tool, engine, given),
  );
}

/** A fault is the tool's answer, so that the model reads what is wrong and what to do about it. */
async function answer(tool: Tool, engine: Engine, given: unknown): Promise<CallToolResult> {
  try {
    return text(await tool.call(engine, given));
  } catch (thrown) {
    return { ...text(toLanekeeperError(thrown).toJSON()), isError: true };
  }
}

function text(content: object): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(content) }] };
}
