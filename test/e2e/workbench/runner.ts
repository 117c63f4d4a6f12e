import { cp, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import type * as Api from 'vscode';
import { z } from 'zod';
import { packageFolder } from '../../../tools/package.ts';
import { outputDirectory } from '../../../tools/project.ts';

const addressSchema = z.object({ port: z.number(), token: z.string() });
const replySchema = z.union([z.object({ value: z.unknown() }), z.object({ error: z.string() })]);

/** A function to run inside the extension host. It sees its parameters and nothing of its surroundings. */
export type Evaluated<Parameters extends readonly unknown[]> = (
  vscode: typeof Api,
  ...parameters: Parameters
) => unknown;

let packaged: Promise<string> | undefined;

/**
 * Packages the runner extension, once a process. It is installed as the product is: VS Code ignores a folder that its
 * list of installed extensions does not name.
 *
 * @returns the path of the package
 */
export function packagedRunner(): Promise<string> {
  packaged ??= packageRunner(path.join(outputDirectory, 'test', 'e2e'));
  return packaged;
}

async function packageRunner(directory: string): Promise<string> {
  const source = path.resolve(import.meta.dirname, '..', 'runner');
  const stage = path.join(directory, 'runner');
  await mkdir(stage, { recursive: true });
  await cp(path.join(source, 'package.json'), path.join(stage, 'package.json'));
  await build({
    entryPoints: [path.join(source, 'extension.ts')],
    outfile: path.join(stage, 'extension.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const packagePath = path.join(directory, 'runner.vsix');
  await packageFolder(stage, packagePath);
  return packagePath;
}

/** Speaks with the runner extension of one window, also after the window was reloaded. */
export class Runner {
  readonly #addressFile: string;

  constructor(addressFile: string) {
    this.#addressFile = addressFile;
  }

  /** Calls `evaluated` in the extension host; its result, as JSON carries it, or its error. */
  async evaluate<Parameters extends readonly unknown[]>(
    evaluated: Evaluated<Parameters>,
    ...parameters: Parameters
  ): Promise<unknown> {
    const { port, token } = addressSchema.parse(JSON.parse(await this.#address()));
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ source: evaluated.toString(), parameters }),
    });
    const reply = replySchema.parse(await response.json());
    if ('error' in reply) throw new Error(`In the extension host: ${reply.error}`);
    return reply.value;
  }

  /** Waits for an extension host other than the one that answers while `restart` begins. */
  async acrossRestart(restart: () => Promise<unknown>): Promise<void> {
    const before = await this.#address();
    await restart();
    await this.#address((address) => address !== before);
  }

  /** Waits until the runner of the window listens. */
  async ready(): Promise<void> {
    await this.#address();
  }

  async #address(accept: (address: string) => boolean = () => true): Promise<string> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const address = await readFile(this.#addressFile, 'utf8').catch(() => null);
      if (address !== null && accept(address)) return address;
      if (Date.now() > deadline) throw new Error('The runner extension did not start.');
      await delay(50);
    }
  }
}
