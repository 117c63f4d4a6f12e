import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  environmentContract,
  provideContractFiles,
} from '../../../src/core/environment/contract.ts';
import type { ContractContext, PreparationStep } from '../../../src/core/environment/ecosystem.ts';
import { preparationSteps } from '../../../src/core/environment/preparation.ts';
import { python } from '../../../src/core/environment/python.ts';
import { writeFiles } from '../git-repository.ts';
import { pathWithout } from '../path-without.ts';
import { requireTool, skipOrFail } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { exampleContract } from './example-contract.ts';

const run = promisify(execFile);

describe('Python', () => {
  const directory = temporaryDirectory();
  const workspace = (): string => path.join(directory(), 'workspace');

  async function prepare(
    files: Readonly<Record<string, string>>,
    options: { needs?: readonly string[]; inherited?: Record<string, string> } = {},
  ): Promise<{ context: ContractContext; steps: PreparationStep[] }> {
    writeFiles(workspace(), files);
    const context = await exampleContract(directory(), {
      projects: await python.detect(workspace()),
      inherited: options.inherited ?? { PATH: await pathWithout('uv') },
    });
    const variables = environmentContract(context);
    const { needs = [] } = options;
    const steps = await preparationSteps({
      contract: context,
      variables,
      ecosystems: ['python'],
      needs,
    });
    return { context, steps };
  }
  const commands = (steps: readonly PreparationStep[]): string[] =>
    steps.map(({ command }) => command.join(' ').replaceAll(directory(), '~'));
  const venv = '~/home/namespaces/linux_x86_64-00000000-11111111-dev-1/venv';

  it('is found at the root or one folder below, and not where only a tool is set up', async () => {
    writeFiles(workspace(), {
      'pyproject.toml': '[tool.ruff]\nline-length = 100\n',
      'api/pyproject.toml': '[project]\nname = "api"\n',
      'scripts/requirements.txt': '',
      'node_modules/x/setup.py': '',
      'rust/Cargo.toml': '',
    });
    const found = await python.detect(workspace());
    assert.deepEqual(
      found.map((project) => project.directory),
      ['api', 'scripts'],
    );
    writeFiles(workspace(), { 'pyproject.toml': '[project]\nname = "all"\n' });
    const [root, ...others] = await python.detect(workspace());
    assert.equal(root?.directory, '.');
    assert.deepEqual(others, []);
  });

  it('gets an environment of its own with what the project and the command need', async () => {
    const { steps } = await prepare(
      {
        'pyproject.toml': [
          '[project]',
          'name = "p"',
          'version = "1"',
          '[project.optional-dependencies]',
          'test = ["hypothesis"]',
          'docs = ["sphinx"]',
          '[dependency-groups]',
          'dev = [{ include-group = "lint" }, "coverage>=7"]',
          'lint = ["ruff", { include-group = "dev" }]',
        ].join('\n'),
        'requirements.txt': 'attrs\n',
      },
      { needs: ['pytest', 'ruff'] },
    );
    assert.deepEqual(commands(steps), [
      `python3 -m venv --clear ${venv}`,
      `${venv}/bin/python -m pip install --disable-pip-version-check -r requirements.txt -e .[test] ruff coverage>=7 pytest`,
    ]);
    assert.equal(steps[0]?.stamp?.file.replace(directory(), '~'), `${venv}/lanekeeper/made`);
  });

  it('is installed with uv where uv is, from the lockfile where there is one', async () => {
    writeFiles(directory(), { 'bin/uv': '' });
    await run('chmod', ['+x', path.join(directory(), 'bin', 'uv')]);
    const inherited = { PATH: `${directory()}/bin:${process.env['PATH'] ?? ''}` };
    const { steps } = await prepare(
      { 'pyproject.toml': '[project]\nname = "p"\n', 'uv.lock': '' },
      { inherited, needs: ['pytest'] },
    );
    assert.deepEqual(commands(steps), [
      `uv venv --seed --no-project --clear ${venv}`,
      'uv sync --frozen --inexact',
      `uv pip install --python ${venv} pytest`,
    ]);
  });

  it('has steps that can be told apart where there are several projects', async () => {
    const { steps } = await prepare({
      'a/requirements.txt': 'attrs',
      'b/requirements.txt': 'attrs',
    });
    assert.equal(new Set(steps.map(({ name }) => name)).size, 4);
    assert.deepEqual([...new Set(steps.map((step) => step.directory))], ['a', 'b']);
  });

  it('says so when pyproject.toml cannot be read, and goes on', async () => {
    const { steps } = await prepare({ 'pyproject.toml': '[broken', 'requirements.txt': 'attrs' });
    assert.match(steps.at(-1)?.warning ?? '', /pyproject\.toml cannot be read/);
  });

  it('runs in the environment that its steps make, and keeps the source tree clean', async function () {
    this.timeout(300_000);
    await requireTool(this, 'python3');
    const { context, steps } = await prepare({
      // An in-tree backend (PEP 517), so that nothing has to be downloaded.
      'pyproject.toml': [
        '[build-system]',
        'requires = []',
        'build-backend = "backend"',
        'backend-path = ["."]',
        '[project]',
        'name = "p"',
        'version = "1"',
      ].join('\n'),
      'backend.py': backend,
      'p.py': 'import tempfile\nvalue = tempfile.gettempdir()\n',
    });
    await provideContractFiles(context);
    const environment = { ...context.inherited, ...environmentContract(context) };
    for (const { command, directory: below } of steps) {
      const [program = '', ...parameters] = command;
      await run(program, parameters, {
        cwd: path.join(context.checkout, below),
        env: environment,
      });
    }
    const { stdout } = await run(
      'python',
      ['-c', 'import sys, p; print(sys.prefix); print(p.value); print(p.__cached__)'],
      { cwd: directory(), env: environment },
    );
    const [prefix = '', temporary, cached = ''] = stdout.split('\n');
    assert.equal(realpathSync(prefix), realpathSync(path.join(context.namespaceRoot, 'venv')));
    assert.equal(temporary, context.temporary);
    assert.ok(cached.startsWith(path.join(context.namespaceRoot, 'cache', 'pycache')));
    assert.equal(existsSync(path.join(workspace(), '__pycache__')), false);
  });

  it('leaves nothing of setuptools in the source tree', async function () {
    this.timeout(300_000);
    const interpreter = await pythonWithSetuptools(this);
    const { context } = await prepare({
      'setup.py': 'import setuptools; setuptools.setup(name="p")',
    });
    await provideContractFiles(context);
    await run(interpreter, ['setup.py', '--quiet', 'build', 'egg_info'], {
      cwd: workspace(),
      env: { ...context.inherited, ...environmentContract(context) },
    });
    assert.equal(existsSync(path.join(workspace(), 'build')), false);
    assert.equal(existsSync(path.join(workspace(), 'p.egg-info')), false);
    assert.ok(existsSync(path.join(context.namespaceRoot, 'cache/setuptools/p.egg-info')));
  });
});

/** The path of a Python that has setuptools: 3.12 and later come without (https://docs.python.org/3/whatsnew/3.12.html). */
async function pythonWithSetuptools(test: Mocha.Context): Promise<string> {
  const interpreter = await requireTool(test, 'python3');
  const check = await run(interpreter, ['-c', 'import setuptools']).catch(() => null);
  return check === null ? skipOrFail(test, 'a python3 with setuptools') : interpreter;
}

const backend = `
import os, zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "p-1-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
        wheel.writestr("p.pth", os.getcwd())
        wheel.writestr("p-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: p\\nVersion: 1\\n")
        wheel.writestr("p-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("p-1.dist-info/RECORD", "p.pth,,\\np-1.dist-info/METADATA,,\\np-1.dist-info/WHEEL,,\\np-1.dist-info/RECORD,,\\n")
    return name
`;
