import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { agentStatuses } from '../../src/core/agent/agent-status.ts';
import { findingSchema } from '../../src/core/contention/finding.ts';
import { temporaryDirectory } from '../unit/temporary-directory.ts';
import { type CallOptions, lanekeeper, type Outcome } from './command-line.ts';

/** The shapes that scripts rely on, as they are promised in docs/command-line.md. */
const listed = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  status: z.enum(agentStatuses),
  checkout: z.enum(['shared', 'worktree']),
  path: z.string(),
  namespace: z.string(),
  pid: z.number().nullable(),
  ports: z.array(z.number()),
  createdAt: z.iso.datetime(),
});
const shown = listed.extend({ environment: z.record(z.string(), z.string()) });
const failure = z.object({
  error: z.object({ code: z.string(), message: z.string().min(1), cure: z.string().min(1) }),
});

describe('the command line', () => {
  const directory = temporaryDirectory();
  const at = (): CallOptions => {
    const workspace = path.join(directory(), 'workspace');
    mkdirSync(workspace, { recursive: true });
    return { home: path.join(directory(), 'home'), cwd: workspace };
  };

  /** Spawns an agent and follows its log to its end. */
  const runAgent = async (id: string, ...command: string[]) => {
    const spawned = await lanekeeper(['spawn', '--id', id, '--json', '--', ...command], at());
    assert.equal(spawned.code, 0, spawned.stderr);
    await lanekeeper(['wait', id], at());
    return shown.parse(JSON.parse(spawned.stdout));
  };

  it('spawns, lists, shows, logs and cleans an agent', async () => {
    const agent = await runAgent('dev-1', 'sh', '-c', 'echo "hello from $AGENT_ID"');
    assert.equal(agent.environment['BUILD_NAMESPACE'], agent.namespace);
    const list = z
      .object({ agents: z.array(listed) })
      .parse(JSON.parse((await lanekeeper(['list', '--json'], at())).stdout));
    assert.deepEqual(
      list.agents.map(({ id, status }) => ({ id, status })),
      [{ id: 'dev-1', status: 'done' }],
    );
    shown.parse(JSON.parse((await lanekeeper(['show', 'dev-1', '--json'], at())).stdout));
    assert.match((await lanekeeper(['logs', 'dev-1'], at())).stdout, /hello from dev-1/);
    const dry: unknown = JSON.parse(
      (await lanekeeper(['clean', 'dev-1', '--dry-run', '--json'], at())).stdout,
    );
    const report = z.object({
      dryRun: z.boolean(),
      removed: z.array(z.object({ agent: z.string(), path: z.string(), bytes: z.number() })),
      kept: z.array(z.object({ path: z.string(), reason: z.string() })),
      bytes: z.number(),
    });
    assert.equal(report.parse(dry).dryRun, true);
    const cleaned = await lanekeeper(['clean', 'dev-1', '--json'], at());
    const { removed } = report.parse(JSON.parse(cleaned.stdout));
    assert.ok(removed.length >= 2);
    assert.ok(removed.every((root) => !existsSync(root.path)));
    assert.equal((await lanekeeper(['show', 'dev-1'], at())).code, 4);
  });

  it('gives an environment that a shell can take over whole', async () => {
    await runAgent('dev-1', 'true');
    const { stdout } = await lanekeeper(['env', 'dev-1'], at());
    const json = z
      .record(z.string(), z.string())
      .parse(JSON.parse((await lanekeeper(['env', 'dev-1', '--format', 'json'], at())).stdout));
    const taken = execFileSync('sh', ['-c', 'eval "$CONTRACT"; printf %s "$CARGO_TARGET_DIR"'], {
      env: { PATH: process.env['PATH'], CONTRACT: stdout },
      encoding: 'utf8',
    });
    assert.equal(taken, json['CARGO_TARGET_DIR']);
    assert.ok(path.isAbsolute(taken));
  });

  it('runs a command in an agent’s environment and ends with its exit code', async () => {
    const { namespace } = await runAgent('dev-1', 'true');
    const outcome = await lanekeeper(
      ['run', 'dev-1', '--class', 'test', '--', 'sh', '-c', 'echo $BUILD_NAMESPACE; exit 9'],
      at(),
    );
    assert.deepEqual(
      { code: outcome.code, stdout: outcome.stdout },
      { code: 9, stdout: `${namespace}\n` },
    );
    const missing = await lanekeeper(['run', 'dev-1', '--', 'no-such-program'], at());
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /no-such-program/);
  });

  it('explains a namespace', async () => {
    writeFileSync(path.join(at().cwd, 'package.json'), '{"name":"x","private":true}');
    const explanation = z
      .object({
        namespace: z.string(),
        parts: z.object({
          platform: z.object({ value: z.string() }),
          toolchain: z.object({
            hash: z.string(),
            inputs: z.array(z.object({ name: z.string(), value: z.string() })),
          }),
          project: z.object({
            hash: z.string(),
            inputs: z.array(z.object({ path: z.string(), sha256: z.string().length(64) })),
          }),
          agent: z.object({ value: z.string() }),
        }),
        drift: z.array(z.string()),
      })
      .parse(JSON.parse((await lanekeeper(['namespace', '--json'], at())).stdout));
    assert.deepEqual(
      explanation.parts.project.inputs.map((input) => input.path),
      ['package.json'],
    );
    const { namespace } = await runAgent('dev-1', 'true');
    const text = (await lanekeeper(['namespace', 'dev-1', '--explain'], at())).stdout;
    assert.ok(text.startsWith(namespace));
    writeFileSync(path.join(at().cwd, 'package.json'), '{"name":"y","private":true}');
    const drifted = (await lanekeeper(['namespace', 'dev-1', '--explain'], at())).stdout;
    assert.match(drifted, /changed since the agent was spawned: package\.json changed/);
  });

  it('reads a log on stdin and writes findings as JSON lines', async () => {
    const { stdout } = await lanekeeper(['scan', '--json'], {
      ...at(),
      input: 'one\n    Blocking waiting for file lock on package cache\ntwo\n',
    });
    const findings = stdout
      .trimEnd()
      .split('\n')
      .map((line) => findingSchema.parse(JSON.parse(line)));
    assert.deepEqual(
      findings.map(({ tool, kind, resource, blocking, line }) => ({
        tool,
        kind,
        resource,
        blocking,
        line,
      })),
      [{ tool: 'cargo', kind: 'lock-wait', resource: 'package cache', blocking: true, line: 2 }],
    );
  });

  it('says how sure the findings of a log are, and that some are only quoted', async () => {
    const input = '    Blocking waiting for file lock on package cache\n';
    const worth = async (...args: string[]) => {
      const { stdout } = await lanekeeper(['scan', '--json', ...args], { ...at(), input });
      return stdout === '' ? null : findingSchema.parse(JSON.parse(stdout)).confidence;
    };
    assert.equal(await worth(), 'possible');
    assert.equal(await worth('--command', 'cargo build 2>&1 | tee log'), 'likely');
    assert.equal(await worth('--command', 'cat log'), null);
  });

  it('samples the machine as JSON lines', async () => {
    const { stdout } = await lanekeeper(['monitor', '--json', '--count', '2'], at());
    const samples = stdout
      .trimEnd()
      .split('\n')
      .map((line) =>
        z
          .object({
            time: z.iso.datetime(),
            machine: z.object({
              cpu: z.number().min(0),
              memoryUsed: z.number().positive(),
              memoryTotal: z.number().positive(),
              pressure: z.object({}).loose(),
            }),
            agents: z.array(z.unknown()),
          })
          .parse(JSON.parse(line)),
      );
    assert.equal(samples.length, 2);
  });

  it('reports caches, gates, contention and usage as JSON', async () => {
    await runAgent(
      'dev-1',
      'sh',
      '-c',
      'echo "    Blocking waiting for file lock on package cache" >&2',
    );
    const json = async (...parameters: string[]): Promise<unknown> =>
      JSON.parse((await lanekeeper([...parameters, '--json'], at())).stdout);
    z.object({
      caches: z.array(
        z.object({
          name: z.string(),
          available: z.boolean(),
          reason: z.string().nullable(),
          location: z.string().nullable(),
          bytes: z.number().nullable(),
          hits: z.number().nullable(),
          misses: z.number().nullable(),
          hitRate: z.number().min(0).max(1).nullable(),
        }),
      ),
      hitRate: z.number().nullable(),
    }).parse(await json('caches'));
    z.object({
      gates: z.array(z.object({ name: z.string(), limit: z.number().positive() })),
    }).parse(await json('gates'));
    const { closed } = z
      .object({
        open: z.array(z.unknown()),
        closed: z.array(z.object({ agent: z.string(), resource: z.string(), seconds: z.number() })),
      })
      .parse(await json('contention'));
    assert.deepEqual(
      closed.map(({ agent, resource }) => ({ agent, resource })),
      [{ agent: 'dev-1', resource: 'package cache' }],
    );
    z.object({ agent: z.literal('dev-1'), samples: z.array(z.unknown()) }).parse(
      await json('metrics', 'dev-1'),
    );
  });

  for (const [name, parameters, code, errorCode] of [
    ['an agent that does not exist', ['show', 'ghost', '--json'], 4, 'agent-not-found'],
    [
      'an id that is a path',
      ['spawn', '--id', '../x', '--json', '--', 'true'],
      2,
      'agent-id-invalid',
    ],
    ['a type that does not exist', ['spawn', '--type', 'cobol', '--json'], 2, 'agent-type-unknown'],
    ['an empty folder without a command', ['spawn', '--json'], 1, 'toolchain-missing'],
  ] as const) {
    it(`refuses ${name} with exit code ${String(code)}, in words and as JSON`, async () => {
      const outcome = await lanekeeper(parameters, at());
      assert.equal(outcome.code, code, outcome.stderr);
      const { error } = failure.parse(JSON.parse(outcome.stdout));
      assert.equal(error.code, errorCode);
      assert.ok(outcome.stderr.includes(error.message));
      assert.ok(outcome.stderr.includes(error.cure));
    });
  }

  it('refuses an option that does not exist with exit code 2', async () => {
    assert.equal((await lanekeeper(['list', '--bogus'], at())).code, 2);
    assert.equal((await lanekeeper(['no-such-command'], at())).code, 2);
  });

  it('refuses to clean what runs with exit code 3', async () => {
    await lanekeeper(['spawn', '--id', 'busy', '--', 'sleep', '1000'], at());
    const refused = await lanekeeper(['clean', 'busy', '--json'], at());
    assert.equal(refused.code, 3);
    assert.equal(failure.parse(JSON.parse(refused.stdout)).error.code, 'agent-running');
    assert.equal((await lanekeeper(['clean', 'busy', '--stop'], at())).code, 0);
  });

  it('names the file and the fault of a configuration that is wrong, and leaves it alone', async () => {
    const { home } = at();
    mkdirSync(home, { recursive: true });
    const file = path.join(home, 'config.json');
    writeFileSync(file, '{"gates": {"compile": 0}, "colour": "red"}');
    const outcome = await lanekeeper(['list'], at());
    assert.equal(outcome.code, 2);
    for (const word of [file, 'gates.compile', 'colour'])
      assert.ok(outcome.stderr.includes(word), outcome.stderr);
    writeFileSync(file, '{ not json');
    assert.equal((await lanekeeper(['list'], at())).code, 2);
    assert.equal(readFileSync(file, 'utf8'), '{ not json');
  });

  it('never lets an agent’s output reach the terminal as control sequences', async () => {
    await runAgent(
      'evil',
      'printf',
      '\\033]52;c;aGk=\\007\\033]8;;http://evil/\\033\\\\click\\033]8;;\\033\\\\ \\377\\376 end\\n',
    );
    const { stdout } = await lanekeeper(['logs', 'evil'], at());
    assert.equal(stdout.includes('\u001b'), false);
    assert.equal(stdout.includes('\u0007'), false);
    assert.match(stdout, /click .* end/);
  });

  for (const parameters of [
    ['list', '--bogus', '--json'],
    ['show', '--json'],
    ['spawn', '--checkout', 'nowhere', '--json'],
    ['metrics', 'a', '--since', '3x', '--json'],
    ['nonsense', '--json'],
  ]) {
    it(`tells of a wrong call as JSON too: ${parameters.join(' ')}`, async () => {
      const { code, stdout, stderr } = await lanekeeper(parameters, at());
      assert.equal(code, 2);
      assert.equal(failure.parse(JSON.parse(stdout)).error.code, 'usage');
      assert.notEqual(stderr, '');
    });
  }

  it('tells of an agent that there is not as JSON where an environment is asked for as JSON', async () => {
    const { code, stdout } = await lanekeeper(['env', 'nobody', '--format', 'json'], at());
    assert.equal(code, 4);
    assert.equal(failure.parse(JSON.parse(stdout)).error.code, 'agent-not-found');
  });

  it('takes no word of a command that it runs for its own', async () => {
    await runAgent('dev-1', 'true');
    const { code, stdout } = await lanekeeper(['run', 'dev-1', '--', 'no-such', '--json'], at());
    assert.equal(code, 1);
    assert.equal(stdout, '');
  });

  it('tells by its exit code that something of an agent was kept', async () => {
    const repository = path.join(at().cwd, 'repository');
    mkdirSync(repository);
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
        cwd: repository,
      });
    git('init', '--quiet');
    git('commit', '--quiet', '--allow-empty', '--message', 'first');
    const call = { ...at(), cwd: repository };
    const spawn = ['spawn', '--id', 'w', '--checkout', 'worktree', '--json', '--'];
    const spawned = await lanekeeper([...spawn, 'sh', '-c', 'echo work > unsaved'], call);
    const { path: worktree } = shown.parse(JSON.parse(spawned.stdout));
    await lanekeeper(['wait', 'w'], call);
    const { code, stdout } = await lanekeeper(['clean', 'w'], call);
    assert.equal(code, 3);
    assert.match(stdout, /kept .*worktrees/);
    assert.equal(readFileSync(path.join(worktree, 'unsaved'), 'utf8'), 'work\n');
  });

  for (const parameters of [
    ['monitor', '--json'],
    ['contention', '--follow'],
    ['logs', 'live', '--follow'],
  ]) {
    it(`ends with 130 when it is interrupted: ${parameters.join(' ')}`, async () => {
      const wait = 'echo "waiting to take filesystem lock on build directory..."; exec sleep 600';
      const spawn = ['spawn', '--id', 'live', '--', 'sh', '-c', wait];
      assert.equal((await lanekeeper(spawn, at())).code, 0);
      const { code } = await lanekeeper(parameters, { ...at(), interruptAtOutput: true });
      await lanekeeper(['stop', 'live'], at());
      assert.equal(code, 130);
    });
  }

  it('prints the end of a long log from a whole line on, says so, and all of it where that is asked', async () => {
    const command = ['spawn', '--id', 'long', '--', 'seq', '100000', '130000'];
    assert.equal((await lanekeeper(command, at())).code, 0);
    await lanekeeper(['wait', 'long'], at());
    const end = await lanekeeper(['logs', 'long'], at());
    assert.ok(end.stdout.length <= 64 * 1024 && end.stdout.length > 60 * 1024);
    assert.match(end.stdout, /^1\d{5}\n[^]*\n130000\n$/);
    assert.match(end.stderr, /lanekeeper logs long --all/);
    const all = await lanekeeper(['logs', 'long', '--all'], at());
    assert.match(all.stdout, /\n100000\n100001\n[^]*\n130000\n$/);
    assert.equal(all.stderr, '');
  });

  it('restarts an agent, whether it runs or has ended, in the same namespace', async () => {
    const agent = z.object({ status: z.string(), pid: z.number(), namespace: z.string() });
    const read = ({ code, stdout, stderr }: Outcome) => {
      assert.equal(code, 0, stderr);
      return agent.parse(JSON.parse(stdout));
    };
    const command = ['--', 'sh', '-c', 'exec sleep 600'];
    const first = read(await lanekeeper(['spawn', '--id', 'dev', '--json', ...command], at()));
    const second = read(await lanekeeper(['restart', 'dev', '--json'], at()));
    await lanekeeper(['stop', 'dev'], at());
    const third = read(await lanekeeper(['restart', 'dev', '--json'], at()));
    await lanekeeper(['stop', 'dev'], at());
    for (const each of [second, third]) {
      assert.equal(each.status, 'running');
      assert.equal(each.namespace, first.namespace);
    }
    assert.equal(new Set([first.pid, second.pid, third.pid]).size, 3);
    assert.equal((await lanekeeper(['restart', 'nobody'], at())).code, 4);
  });

  it('tells a use of processors in its very first sample', async () => {
    const { stdout } = await lanekeeper(['monitor', '--count', '1', '--json'], at());
    const { machine } = z
      .object({ machine: z.object({ cpu: z.number() }) })
      .parse(JSON.parse(stdout));
    assert.ok(machine.cpu > 0);
  });
});
