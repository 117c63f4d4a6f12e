import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { runInThisContext } from 'node:vm';
import * as vscode from 'vscode';
import { z } from 'zod';
import { noteActivation } from './activation-cost.ts';

/** Where the runner listens; in a file, because each reload of the window starts another one. */
const addressFile = process.env['LANEKEEPER_TEST_RUNNER'];
/** Where to note what activating Lanekeeper takes, for the test that asks. */
const activationFile = process.env['LANEKEEPER_TEST_ACTIVATION'];

const request = z.object({ source: z.string(), parameters: z.array(z.unknown()) });

let server: Server | undefined;

/**
 * Lets a test outside VS Code run a function inside its extension host: the test posts the function's source, which is
 * called with the `vscode` API. Loopback only, and only for who can read the file with the token.
 */
export async function activate(): Promise<void> {
  if (addressFile === undefined) return;
  if (activationFile !== undefined) noteActivation(activationFile);
  const token = randomUUID();
  const listening = createServer((incoming, outgoing) => {
    if (incoming.headers.authorization !== `Bearer ${token}`) {
      outgoing.writeHead(403).end();
      return;
    }
    void answer(incoming).then((reply) => outgoing.end(JSON.stringify(reply)));
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  await writeFile(`${addressFile}.next`, JSON.stringify({ port, token }));
  await rename(`${addressFile}.next`, addressFile);
}

export function deactivate(): void {
  server?.close();
  server?.closeAllConnections();
}

async function answer(incoming: IncomingMessage): Promise<{ value: unknown } | { error: string }> {
  try {
    const { source, parameters } = request.parse(JSON.parse(await text(incoming)));
    const call: unknown = runInThisContext(`(${source})`);
    if (typeof call !== 'function') throw new TypeError('The source is no function.');
    const value: unknown = await Reflect.apply(call, undefined, [vscode, ...parameters]);
    return { value: value ?? null };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
