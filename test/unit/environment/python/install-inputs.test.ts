import assert from 'node:assert/strict';
import path from 'node:path';
import { installInputs } from '../../../../src/core/environment/python/install-inputs.ts';
import { writeFiles } from '../../git-repository.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

describe('what an install of Python packages is made from', () => {
  const directory = temporaryDirectory();

  async function inputsOf(
    files: Readonly<Record<string, string>>,
    requirements: readonly string[] = ['requirements.txt'],
  ): Promise<string[] | null> {
    writeFiles(directory(), files);
    const found = await installInputs(
      directory(),
      Object.keys(files).filter((name) => !name.includes('/')),
      requirements,
    );
    return found?.map((file) => path.relative(directory(), file)) ?? null;
  }

  it('are its manifests and all that requirements files name', async () => {
    assert.deepEqual(
      await inputsOf({
        'pyproject.toml': '[build-system]\nbuild-backend = "hatchling.build"\n',
        'requirements.txt': '-r requirements/base.txt\n--constraint=limits.txt\nattrs\n',
        'requirements/base.txt': '-r ../requirements.txt\n./wheels/x-1.0-py3-none-any.whl # ours\n',
        'notes.txt': '',
      }),
      [
        'limits.txt',
        'pyproject.toml',
        'requirements.txt',
        'requirements/base.txt',
        'wheels/x-1.0-py3-none-any.whl',
      ],
    );
    assert.deepEqual(await inputsOf({ 'requirements.txt': '-e lib[extra]\n', 'lib/x.py': '' }), [
      'lib/pyproject.toml',
      'lib/setup.cfg',
      'lib/setup.py',
      'requirements.txt',
    ]);
  });

  for (const [what, files] of Object.entries({
    'a folder is installed as a copy': { 'requirements.txt': './lib\n', 'lib/setup.py': '' },
    'a folder is installed by its address': {
      'requirements.txt': 'lib @ file:///\n',
    },
    'sources are compiled': { 'setup.py': 'setup(ext_modules=[])', 'requirements.txt': '' },
    'the backend may compile': {
      'pyproject.toml': '[build-system]\nbuild-backend = "mesonpy"\n',
      'requirements.txt': '',
    },
    'uv installs a folder': {
      'uv.lock': '[[package]]\nname = "lib"\nsource = { directory = "lib" }\n',
      'requirements.txt': '',
    },
  })) {
    it(`are more than manifests where ${what}`, async () => {
      assert.equal(await inputsOf(files), null);
    });
  }
});
