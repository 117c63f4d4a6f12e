import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  type Install,
  noteInstall,
  readInstall,
} from '../../../../src/core/environment/node/install-stamp.ts';
import { LanekeeperError } from '../../../../src/core/error.ts';
import { writeFiles } from '../../git-repository.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const run = promisify(execFile);

const managers = [
  {
    name: 'npm',
    lockfile: 'package-lock.json',
    record: 'node_modules/.package-lock.json',
    resolve: ['install', '--package-lock-only', '--offline', '--no-audit', '--no-fund'],
    install: ['ci', '--offline', '--no-audit', '--no-fund'],
  },
  {
    name: 'pnpm',
    lockfile: 'pnpm-lock.yaml',
    record: 'node_modules/.modules.yaml',
    resolve: ['install', '--lockfile-only', '--offline'],
    install: ['install', '--frozen-lockfile', '--offline'],
  },
] as const;

for (const manager of managers) {
  describe(`an install of ${manager.name}`, function () {
    this.timeout(60_000);
    const directory = temporaryDirectory();
    const project = (): string => path.join(directory(), 'project');
    const place = (): Install => ({
      directory: project(),
      lockfile: manager.lockfile,
      record: path.join(project(), manager.record),
      stamp: path.join(directory(), 'locks', 'one.installed'),
    });

    const call = (parameters: readonly string[]) =>
      run(manager.name, parameters, {
        cwd: project(),
        env: { ...process.env, XDG_DATA_HOME: path.join(directory(), 'data'), CI: '1' },
      });

    const manifest = (dependencies: readonly string[], more: object = {}) => {
      const all = dependencies.map((name) => [name, `file:./${name}`] as const);
      const content = { name: 'project', dependencies: Object.fromEntries<string>(all), ...more };
      writeFiles(project(), { 'package.json': JSON.stringify(content) });
    };

    /** Locks and, as a step of an agent does, installs. */
    const install = async (dependencies: readonly string[]) => {
      manifest(dependencies);
      await call(manager.resolve);
      const { inputs } = await readInstall(place());
      await call(manager.install);
      await noteInstall(place(), inputs);
    };

    const isInstalled = async () => (await readInstall(place())).isInstalled;

    beforeEach(async function () {
      await requireTool(this, manager.name);
      writeFiles(project(), {
        'one/package.json': '{"name":"one","version":"1.0.0"}',
        'two/package.json': '{"name":"two","version":"1.0.0"}',
      });
      await install(['one']);
    });

    it('is whole afterwards, and no longer once node_modules is gone', async () => {
      assert.equal(await isInstalled(), true);
      rmSync(path.join(project(), 'node_modules'), { recursive: true });
      const { isThere, isInstalled: isWhole } = await readInstall(place());
      assert.deepEqual([isThere, isWhole], [false, false]);
    });

    it('is out of date with another lockfile, whatever the time of the file says', async () => {
      manifest(['one', 'two']);
      await call(manager.resolve);
      utimesSync(path.join(project(), manager.lockfile), 0, 0);
      assert.equal(await isInstalled(), false);
      await install(['one', 'two']);
      assert.ok(existsSync(path.join(project(), 'node_modules', 'two')));
      assert.equal(await isInstalled(), true);
    });

    it('is not out of date for a file that was written anew, or a script that changed', async () => {
      const lockfile = path.join(project(), manager.lockfile);
      writeFiles(project(), { [manager.lockfile]: readFileSync(lockfile, 'utf8') });
      manifest(['one'], { scripts: { test: 'true' } });
      assert.equal(await isInstalled(), true);
      manifest(['one'], { scripts: { postinstall: 'true' } });
      assert.equal(await isInstalled(), false);
    });

    it('of the user’s own counts, until the lockfile names something else', async () => {
      rmSync(place().stamp);
      assert.equal(await isInstalled(), true);
      manifest(['one', 'two']);
      await call(manager.resolve);
      assert.equal(await isInstalled(), false);
    });

    it('that somebody else made since is not taken for the one before', async () => {
      const before = readFileSync(path.join(project(), manager.lockfile), 'utf8');
      manifest(['two']);
      await call(manager.resolve);
      await call(manager.install);
      assert.equal(await isInstalled(), true);
      manifest(['one']);
      writeFiles(project(), { [manager.lockfile]: before });
      const later = Date.now() / 1000 + 60;
      utimesSync(path.join(project(), manager.lockfile), later, later);
      assert.equal(await isInstalled(), false, 'node_modules is of the lockfile between');
    });

    it('is not asked of a lockfile in conflict, which stays as it is', async () => {
      const lockfile = path.join(project(), manager.lockfile);
      const side = readFileSync(lockfile, 'utf8');
      const conflicted = `<<<<<<< HEAD\n${side}=======\n${side}>>>>>>> topic\n`;
      writeFiles(project(), { [manager.lockfile]: conflicted });
      await assert.rejects(readInstall(place()), (fault) => {
        assert.ok(fault instanceof LanekeeperError);
        assert.equal(fault.code, 'lockfile-conflicted');
        assert.ok(fault.message.includes(lockfile));
        return true;
      });
      assert.equal(readFileSync(lockfile, 'utf8'), conflicted);
    });
  });
}
