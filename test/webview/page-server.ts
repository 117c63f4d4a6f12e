import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import {
  contentSecurityPolicy,
  createNonce,
} from '../../src/extension/dashboard/content-security-policy.ts';
import { dashboardPage } from '../../src/extension/dashboard/page.ts';
import { dashboard } from '../../webview/build.mjs';

export interface PageServer {
  readonly url: string;
  /** Sizes of the bundles in bytes. */
  readonly sizes: { readonly script: number; readonly style: number };
  close(): Promise<void>;
}

/**
 * Builds the page as it ships and serves it with its policy both in the page and as a header, so that nothing that the
 * browser does before it reads the page escapes it.
 */
export async function servePage(): Promise<PageServer> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lanekeeper-page-'));
  await build({ ...dashboard, outdir: directory });
  const files = new Map([
    ['/dashboard.js', { type: 'text/javascript', body: await read('dashboard.js') }],
    ['/dashboard.css', { type: 'text/css', body: await read('dashboard.css') }],
  ]);
  await rm(directory, { recursive: true });

  function read(name: string): Promise<Buffer> {
    return readFile(path.join(directory, name));
  }

  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '');
    if (file) {
      response.writeHead(200, { 'content-type': file.type }).end(file.body);
      return;
    }
    if (request.url !== '/') {
      response.writeHead(404).end();
      return;
    }
    const cspSource = `http://${request.headers.host ?? ''}`;
    const nonce = createNonce();
    response
      .writeHead(200, {
        'content-type': 'text/html',
        'content-security-policy': contentSecurityPolicy({ cspSource, nonce }),
      })
      .end(
        dashboardPage({
          cspSource,
          nonce,
          scriptUri: `${cspSource}/dashboard.js`,
          styleUri: `${cspSource}/dashboard.css`,
        }),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    sizes: {
      script: files.get('/dashboard.js')?.body.length ?? 0,
      style: files.get('/dashboard.css')?.body.length ?? 0,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
