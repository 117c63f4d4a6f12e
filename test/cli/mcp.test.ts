import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  getDefaultEnvironment,
  StdioClientTransport,
} from '@modelcontextprotocol/sdk/client/stdio.js';
import { z } from 'zod';
import { temporaryDirectory } from '../unit/temporary-directory.ts';
import { type CallOptions, lanekeeper, script } from './command-line.ts';

const resultSchema = z.object({
  isError: z.boolean().optional(),
  content: z.tuple([z.object({ type: z.literal('text'), text: z.string() })]),
});

const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

describe('lanekeeper mcp', () => {
  const clients: Client[] = [];

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });

  const directory = temporaryDirectory();
  const at = (): CallOptions => {
    const workspace = path.join(directory(), 'workspace');
    mkdirSync(workspace, { recursive: true });
    return { home: path.join(directory(), 'home'), cwd: workspace };
  };

  /** A coding agent's client, in the environment of an agent or of none. */
  async function connect(agent = ''): Promise<Client> {
    const { home, cwd } = at();
    const client = new Client({ name: 'test', version: '1' });
    clients.push(client);
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: ['--disable-warning=ExperimentalWarning', script, 'mcp'],
        cwd,
        env: { ...getDefaultEnvironment(), LANEKEEPER_HOME: home, LANEKEEPER_AGENT: agent },
      }),
    );
    return client;
  }

  async function call(
    client: Client,
    name: string,
    input: Record<string, unknown> = {},
  ): Promise<{ isError: boolean; text: string }> {
    const { isError = false, content } = resultSchema.parse(
      await client.callTool({ name, arguments: input }),
    );
    return { isError, text: content[0].text };
  }

  const errorOf = (text: string) => errorSchema.parse(JSON.parse(text)).error;

  it('tells what it can do, and what of it changes anything', async () => {
    const { tools } = await (await connect()).listTools();
    const reading = tools
      .filter(({ annotations }) => annotations?.readOnlyHint)
      .map(({ name }) => name);
    assert.deepEqual(reading, [
      'list_conflicts',
      'list_gates',
      'list_tasks',
      'list_contention',
      'list_agents',
    ]);
    assert.equal(tools.length, reading.length + 2);
    assert.ok(tools.every(({ inputSchema }) => inputSchema['additionalProperties'] === false));
  });

  it('claims for the agent in whose environment it runs, and refuses the next with the reason', async () => {
    const spawned = await lanekeeper(['spawn', '--id', 'one', '--', 'sleep', '600'], at());
    assert.equal(spawned.code, 0, spawned.stderr);
    const [one, person] = [await connect('one'), await connect()];
    const claimed = await call(one, 'claim_paths', { paths: ['src/**'], purpose: 'rename' });
    assert.equal(claimed.isError, false, claimed.text);
    const refused = await call(person, 'claim_paths', { paths: ['src/a.rs'], seconds: 60 });
    assert.equal(refused.isError, true);
    assert.equal(errorOf(refused.text).code, 'paths-claimed');
    assert.match(errorOf(refused.text).message, /by agent "one" \(rename\)/);
    const listed = await call(person, 'list_conflicts');
    assert.match(listed.text, /"globs":\["src\/\*\*"\]/);
    assert.match((await call(one, 'release_paths')).text, /"released":\[\{/);
    const then = await call(person, 'claim_paths', { paths: ['src/a.rs'], seconds: 60 });
    assert.equal(then.isError, false, then.text);
    assert.match((await call(person, 'list_agents')).text, /"id":"one".*"status":"running"/);
    await lanekeeper(['stop', 'one'], at());
  });

  it('shows gates, contention and the project’s tasks', async () => {
    const { cwd } = at();
    writeFileSync(path.join(cwd, 'package.json'), '{"scripts":{"build":"true"}}');
    const client = await connect();
    assert.match((await call(client, 'list_gates')).text, /"name":"COMPILE_JOBS"/);
    assert.deepEqual(JSON.parse((await call(client, 'list_contention')).text), {
      open: [],
      closed: [],
    });
    const tasks = await call(client, 'list_tasks');
    assert.match(tasks.text, /"name":"[^"]*build"/, tasks.text);
  });

  it('answers bad input with what is wrong with it, and goes on', async () => {
    const client = await connect();
    const bad: readonly [string, Record<string, unknown>, RegExp][] = [
      ['claim_paths', {}, /paths/],
      ['claim_paths', { paths: [] }, /paths/],
      ['claim_paths', { paths: 'src' }, /expected array/],
      ['claim_paths', { paths: ['src'], mode: 'own' }, /mode/],
      ['claim_paths', { paths: ['src'], seconds: -1 }, /seconds/],
      ['claim_paths', { paths: ['src'], forever: true }, /forever/],
      ['claim_paths', { paths: Array(2000).fill('a') }, /\S/],
      ['claim_paths', { paths: ['src'] }, /needs an end/],
      ['claim_paths', { paths: ['../other'], seconds: 60 }, /leaves the project/],
      ['claim_paths', { paths: ['src'], agent: 'nobody' }, /nobody/],
      ['release_paths', {}, /has claimed nothing/],
      ['list_gates', { of: 'me' }, /of/],
      ['no_such_tool', {}, /no_such_tool/],
    ];
    for (const [name, input, said] of bad) {
      const { isError, text } = await call(client, name, input);
      assert.equal(isError, true, `${name} ${JSON.stringify(input)}`);
      assert.match(text, said);
    }
    assert.equal((await call(client, 'list_gates')).isError, false);
  });

  it('minds no line that is not of the protocol, and ends with its input', async () => {
    const { home, cwd } = at();
    const server = spawn(process.execPath, [script, 'mcp'], {
      cwd,
      env: { ...process.env, LANEKEEPER_HOME: home },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
    server.stdin.write('no JSON\n{"jsonrpc":"2.0"}\n{"jsonrpc":"2.0","id":7,"method":"ping"}\n');
    const { value } = (await lines.next()) as { value: unknown };
    assert.deepEqual(JSON.parse(String(value)), { jsonrpc: '2.0', id: 7, result: {} });
    server.stdin.end();
    assert.deepEqual(await once(server, 'exit'), [0, null]);
  });
});
