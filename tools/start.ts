import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildForRelease } from './build.ts';
import { downloadDesktop, findDesktop } from './desktop-vscode.ts';
import { packagedExtension, packageExtension } from './package.ts';
import { copyPolyglot } from './polyglot.ts';
import { cacheDirectory, root } from './project.ts';
import { quietSettings } from './settings.ts';
import {
  installExtensions,
  installServer,
  serverDirectories,
  startServer,
} from './vscode-server.ts';

/** Opens a VS Code with the extension on a copy of the polyglot repository, kept between starts. */
const repository = path.join(cacheDirectory, 'start', 'polyglot');
await buildForRelease();
if (!existsSync(repository)) {
  await mkdir(path.dirname(repository), { recursive: true });
  await copyPolyglot(repository);
}
const desktop = await findDesktop({
  environment: process.env,
  platform: process.platform,
  download: downloadDesktop,
});
if (desktop.kind === 'found') {
  const window = spawn(
    desktop.executable,
    ['--new-window', `--extensionDevelopmentPath=${root}`, repository],
    { detached: true, stdio: 'ignore' },
  );
  await once(window, 'spawn');
  window.unref();
  console.log(`Opened ${repository} in ${desktop.executable}.`);
} else {
  console.log(`${desktop.reason} VS Code's server takes its place, in your browser.`);
  await installServer();
  await packageExtension();
  const directory = await mkdtemp(path.join(tmpdir(), 'lk-'));
  const { user } = serverDirectories(directory);
  await mkdir(user, { recursive: true });
  await writeFile(path.join(user, 'settings.json'), JSON.stringify(quietSettings));
  await installExtensions([packagedExtension], directory);
  const server = await startServer({
    directory,
    connectionToken: null,
    workspaceTrust: false,
    environment: {},
  });
  console.log(`\nOpen http://${server.host}/?folder=${encodeURIComponent(repository)}`);
  console.log('Ctrl-C ends it.');
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => {
      resolve();
    });
    process.once('SIGTERM', () => {
      resolve();
    });
  });
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}
