import path from 'node:path';
import type { ContractContext, ContractFile, Ecosystem, Project } from './ecosystem.ts';
import { findProjects } from './project-folders.ts';
import { preparePython } from './python/preparation.ts';
import { isPythonProject } from './python/project.ts';
import { exported } from './exported.ts';
import { mypyScript } from './python/mypy-script.ts';
import { pytestScript } from './python/pytest-script.ts';
import { venvPath, venvPrograms } from './python/venv.ts';
import { fromUser } from './user-choice.ts';

/** Python: one virtual environment and one set of tool caches an agent, downloads shared. */
export const python: Ecosystem = {
  name: 'python',

  detect(workspace: string): Promise<Project[]> {
    return findProjects(workspace, 'python', isPythonProject);
  },

  variables(context: ContractContext): Record<string, string> {
    const cache = (name: string): string => path.join(context.namespaceRoot, 'cache', name);
    const venv = venvPath(context);
    return {
      PYTHON_VENV_PATH: venv,
      // Only where one is made: tools warn about an environment that is not there.
      ...(hasVenv(context) && { VIRTUAL_ENV: venv }),
      UV_PROJECT_ENVIRONMENT: venv,
      ...exported(context.caches.uv, ['UV_CACHE_DIR']),
      ...exported(context.caches.pip, ['PIP_CACHE_DIR']),
      MYPY_CACHE_DIR: cache('mypy'),
      RUFF_CACHE_DIR: cache('ruff'),
      PYTHONPYCACHEPREFIX: cache('pycache'),
      COVERAGE_FILE: path.join(cache('coverage'), '.coverage'),
      HYPOTHESIS_STORAGE_DIRECTORY: cache('hypothesis'),
      NUMBA_CACHE_DIR: cache('numba'),
      TOX_WORK_DIR: cache('tox'),
      NOX_ENVDIR: cache('nox'),
      PYTEST_ADDOPTS: pytestOptions(context.inherited['PYTEST_ADDOPTS'] ?? '', cache('pytest')),
      ...fromUser(context, {
        DIST_EXTRA_CONFIG: setuptoolsSettings(context).path,
        // By itself uv hard-links out of its cache, so that an agent that edits a package edits it for all agents.
        // `clone` does the same where the file system cannot clone; `copy` clones where it can (copy_file_range(2)).
        UV_LINK_MODE: 'copy',
      }),
    };
  },

  // Not MYPY_NUM_WORKERS: it turns on mypy's parallel mode, which refuses reports and `--cache-dir=/dev/null`.
  limits: (share) => ({
    PYTEST_XDIST_AUTO_NUM_WORKERS: share.test,
    UV_CONCURRENT_BUILDS: share.compile,
  }),

  notes: () => [],

  pathEntries(context: ContractContext): string[] {
    return hasVenv(context) ? [venvPrograms(venvPath(context), context.platform)] : [];
  },

  files: (context) => [
    setuptoolsSettings(context),
    program(context, 'lanekeeper-pytest', pytestScript),
    program(context, 'lanekeeper-mypy', mypyScript),
  ],

  preparation: preparePython,
};

function program({ namespaceRoot }: ContractContext, name: string, content: string): ContractFile {
  return { path: path.join(namespaceRoot, 'bin', name), content, isProgram: true };
}

/**
 * `pip install -e .` makes setuptools write `*.egg-info` and `build` into the source tree, where two agents would meet.
 * DIST_EXTRA_CONFIG names settings that come after the project's own:
 * https://setuptools.pypa.io/en/latest/deprecated/distutils/configfile.html.
 */
function setuptoolsSettings(context: ContractContext): ContractFile {
  const directory = path.join(context.namespaceRoot, 'cache', 'setuptools');
  const build = path.join(context.namespaceRoot, 'build', 'python');
  return {
    path: path.join(directory, 'extra.cfg'),
    content: `[egg_info]\negg_base = ${directory}\n[build]\nbuild_base = ${build}\n`,
  };
}

function hasVenv(context: ContractContext): boolean {
  return (
    context.prepared.includes('python') &&
    context.projects.some(({ ecosystem }) => ecosystem === 'python')
  );
}

/**
 * Our cache folder after the user's own options, since the last one wins. pytest splits the variable with Python's
 * shlex, in which single quotes keep spaces and backslashes. An option we added in an outer agent is replaced.
 */
function pytestOptions(own: string, cacheDirectory: string): string {
  const kept = own.replace(/(?:^|\s+)-o 'cache_dir=(?:[^']|'"'"')*'$/, '');
  const option = `-o 'cache_dir=${cacheDirectory.replaceAll("'", `'"'"'`)}'`;
  return kept === '' ? option : `${kept} ${option}`;
}
