import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import { startCompilerCache } from '../../../../src/core/agent/build/compiler-cache.ts';
import { sccache } from '../../../../src/core/cache/probes/sccache.ts';
import { parseConfiguration } from '../../../../src/core/configuration.ts';
import { runTool } from '../../../../src/core/environment/tool-output.ts';
import { identify } from '../../../../src/core/process/identity.ts';
import { readProcFile } from '../../../../src/core/process/proc-file.ts';
import { readProcessTable } from '../../../../src/core/process/process-table.ts';
import { look } from '../../cache/look.ts';
import { writeFiles } from '../../git-repository.ts';
import { requireTool } from '../../required-tool.ts';
import { engineRig } from '../engine-rig.ts';

describe('an agent and the shared compiler cache', function () {
  this.timeout(120_000);
  const rig = engineRig();
  let other: Server | undefined;

  beforeEach(async function () {
    await requireTool(this, 'cargo');
    await requireTool(this, 'sccache');
    const { environment, home, workspace } = rig();
    environment['SCCACHE_DIR'] = path.join(home, '..', 'sccache');
    environment['SCCACHE_SERVER_UDS'] = path.join(home, '..', 'socket');
    writeFiles(workspace, {
      'Cargo.toml': '[package]\nname = "mine"\nversion = "0.1.0"\n',
      'Cargo.lock': 'version = 3\n[[package]]\nname = "mine"\nversion = "0.1.0"\n',
      'src/lib.rs': 'pub fn one() -> u8 { 1 }\n',
      'src/main.rs': 'fn main() { println!("{}", mine::one()); }\n',
    });
  });

  afterEach(() => {
    other?.close();
    other = undefined;
    for (const pid of servers(rig().environment['SCCACHE_DIR'])) process.kill(pid, 'SIGTERM');
  });

  it('builds without it, and says why, when another program holds its address', async () => {
    const { engine, environment, workspace, ended } = rig();
    other = createServer((socket) => {
      // The client hangs up on an answer that it does not understand.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    other.listen(environment['SCCACHE_SERVER_UDS']);
    await once(other, 'listening');

    await engine.spawn({ id: 'dev', type: 'rust-dev', workspace });
    const { status, statusReason } = await ended('dev');
    const log = (await engine.readLogTail('dev', 10_000)).toString();
    assert.equal(status, 'done', `${statusReason ?? ''}\n${log}`);
    assert.match(
      log,
      /compiles without the shared cache\. Something listens on .*SCCACHE_SERVER_/s,
    );
    assert.equal(engine.environment('dev')['LANEKEEPER_SCCACHE'], '');
  });

  it('is held to the size that the settings give, unless the user told sccache another', async function () {
    const { environment, home } = rig();
    const tools: NodeJS.ProcessEnv = {
      ...process.env,
      ...environment,
      SCCACHE_CONF: path.join(home, 'sccache.toml'),
    };
    const contract: Record<string, string> = {
      LANEKEEPER_SCCACHE: 'sccache',
      SCCACHE_DIR: tools['SCCACHE_DIR'] ?? '',
    };
    const settings = parseConfiguration({ caches: { sccacheGigabytes: 3 } }, 'config.json');
    const tool = await requireTool(this, 'sccache');
    const endServer = () => runTool(tool, ['--stop-server'], { cwd: home, environment: tools });
    const limit = async (own: NodeJS.ProcessEnv): Promise<number | null> => {
      await endServer();
      const { variables, warning } = await startCompilerCache(
        contract,
        { ...tools, ...own },
        settings,
      );
      assert.equal(warning, null);
      return (await look(sccache, { ...tools, ...own, ...variables })).limit;
    };
    assert.equal(await limit({}), 3 * 1024 ** 3);
    assert.equal(await limit({ SCCACHE_CACHE_SIZE: '2G' }), 2 * 1024 ** 3);
    const disk = `[cache.disk]\ndir = "${tools['SCCACHE_DIR'] ?? ''}"\nsize = 1073741824\n`;
    writeFiles(home, { 'sccache.toml': disk });
    assert.equal(
      await limit({}),
      1024 ** 3,
      'beside SCCACHE_DIR, which makes sccache forget the file',
    );
    delete contract['SCCACHE_DIR'];
    assert.equal(await limit({ SCCACHE_DIR: undefined }), 1024 ** 3, 'by the file alone');
    await endServer();
  });

  it('goes on building when the server is killed in the middle', async () => {
    const { engine, environment, workspace, ended } = rig();
    // The build script ends the server as a crash would: after it was compiled, and before anything else is.
    writeFiles(workspace, {
      'build.rs': `fn main() {
        assert!(std::process::Command::new("sh").arg("kill-server.sh").status().unwrap().success());
      }`,
      'kill-server.sh': `for process in /proc/[0-9]*; do
        grep -qz '^SCCACHE_START_SERVER=' "$process/environ" 2>/dev/null || continue
        grep -qz "^SCCACHE_DIR=$SCCACHE_DIR" "$process/environ" || continue
        kill -9 "\${process#/proc/}" && exit 0
      done
      exit 1`,
    });
    assert.ok(environment['SCCACHE_DIR']);
    await engine.spawn({ id: 'dev', type: 'rust-dev', workspace });
    const { status, statusReason } = await ended('dev');
    const log = (await engine.readLogTail('dev', 10_000)).toString();
    assert.equal(status, 'done', `${statusReason ?? ''}\n${log}`);
    assert.equal(statusReason, null, 'a server started again is not the agent’s');
  });

  it('finds the server started again, outside the agent, when it is restarted', async () => {
    const { engine, environment, workspace, ended } = rig();
    await engine.spawn({ id: 'dev', type: 'rust-dev', workspace });
    await ended('dev');
    const [first, ...more] = servers(environment['SCCACHE_DIR']);
    assert.ok(first !== undefined && more.length === 0);
    const identity = identify(first);
    process.kill(first, 'SIGKILL');
    await gone(first);

    await engine.restart('dev');
    const { status } = await ended('dev');
    assert.equal(status, 'done');
    const [second = 0] = servers(environment['SCCACHE_DIR']);
    assert.notDeepEqual(identify(second), identity);
    assert.deepEqual(engine.processes('dev'), []);
  });
});

/** Pids of sccache servers that keep their cache there. */
function servers(cache: string | undefined): number[] {
  return readProcessTable()
    .filter(({ name, parentPid }) => name === 'sccache' && parentPid === 1)
    .map(({ pid }) => pid)
    .filter((pid) => {
      const environment = readProcFile(`/proc/${pid}/environ`)?.toString().split('\0') ?? [];
      return environment.includes(`SCCACHE_DIR=${cache ?? ''}`);
    });
}

/** Resolves once it is no process any more. */
async function gone(pid: number): Promise<void> {
  while (readProcessTable().some((entry) => entry.pid === pid && entry.state !== 'Z')) {
    await nextTick();
  }
}
