import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { pip } from '../../../../src/core/cache/probes/pip.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { bytesOf, counted, look, run } from '../look.ts';

const program = path.join(import.meta.dirname, '../../../fixtures/programs/python-index.mjs');

/**
 * The interpreter itself. Behind a shim of pyenv every `pip install` ends with a `pyenv rehash`, which waits up to a
 * minute for a lock file that a killed one left behind (https://github.com/pyenv/pyenv/issues/2829).
 */
async function interpreter(python: string): Promise<string> {
  const { stdout } = await promisify(execFile)(python, ['-c', 'import sys; print(sys.executable)']);
  return stdout.trim();
}

/** An environment in which pip asks the index of the test alone, whatever the machine sets for its own. */
function withoutPipSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^PIP_|_proxy$/i.test(name)),
  );
}

describe('pip', () => {
  const directory = temporaryDirectory();
  let index: ChildProcess | null = null;
  afterEach(async () => {
    if (index === null) return;
    const ended = once(index, 'exit');
    index.stdin?.end();
    await ended;
    index = null;
  });

  /** The port of an index whose answers may be cached. */
  async function startIndex(): Promise<string> {
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
    index = child;
    child.stdout.setEncoding('utf8');
    const said: unknown[] = await once(child.stdout, 'data');
    return String(said[0]).trim();
  }

  it('counts a wheel downloaded by a first install and found by a second', async function () {
    const python = await interpreter(await requireTool(this, 'python3'));
    const environment = {
      ...withoutPipSettings(process.env),
      PIP_CACHE_DIR: path.join(directory(), 'cache'),
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PIP_CONFIG_FILE: devNull,
    };
    const simple = `http://127.0.0.1:${await startIndex()}/simple/`;
    const install = ['-m', 'pip', 'install', '--target', 'out', '--upgrade'];
    const source = ['--index-url', simple, '--trusted-host', '127.0.0.1'];
    const all = [...install, ...source, 'lanekeeper-sample'];
    const cold = await run(python, all, directory(), environment);
    assert.deepEqual(counted(cold, 'pip'), { hits: 0, misses: 1 });
    const warm = await run(python, all, directory(), environment);
    assert.deepEqual(counted(warm, 'pip'), { hits: 1, misses: 0 });

    const result = await look(pip, environment);
    assert.equal(result.location, environment.PIP_CACHE_DIR);
    assert.match(result.version ?? '', /^\d+\.\d+/);
    assert.ok((await bytesOf(result)) > 0);
  });

  it('says that the cache is turned off, and how to turn it on', async function () {
    await requireTool(this, 'pip');
    const result = await look(pip, { ...process.env, PIP_NO_CACHE_DIR: '1' });
    assert.equal(result.available, false);
    assert.equal(result.explanation?.reason, "pip's cache is turned off.");
    assert.match(result.explanation.cure, /PIP_NO_CACHE_DIR/);
  });
});
