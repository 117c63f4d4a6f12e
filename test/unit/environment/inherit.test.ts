import assert from 'node:assert/strict';
import { inheritedEnvironment } from '../../../src/core/environment/inherit.ts';

describe('what an agent inherits', () => {
  const user = {
    PATH: '/usr/bin',
    HOME: '/home/u',
    LANG: 'de_DE.UTF-8',
    CARGO_HOME: '/big/cargo',
    CARGO_INCREMENTAL: '0',
    npm_config_registry: 'https://registry.example',
    GIT_AUTHOR_NAME: 'U',
    EMPTY: '',
  };

  it('is everything the user set', () => {
    assert.deepEqual(inheritedEnvironment(user), user);
  });

  for (const [name, value] of Object.entries({
    ELECTRON_RUN_AS_NODE: '1',
    VSCODE_IPC_HOOK_CLI: '/run/x.sock',
    VSCODE_NLS_CONFIG: '{}',
    GIT_DIR: '/elsewhere/.git',
    GIT_INDEX_FILE: '.git/index',
    GIT_ASKPASS: '/usr/share/code/resources/app/extensions/git/dist/askpass.sh',
    MAKEFLAGS: ' -j --jobserver-auth=3,4',
    CARGO_MAKEFLAGS: '-j --jobserver-fds=8,9',
    CARGO_MANIFEST_DIR: '/elsewhere',
    CARGO_PKG_NAME: 'lanekeeper',
    npm_lifecycle_event: 'start',
    npm_package_name: 'lanekeeper',
    npm_config_user_agent: 'npm/11',
    PYTHONHOME: '/usr',
    NODE_OPTIONS: '--require /x/ms-vscode.js-debug/src/bootloader.js --inspect-publish-uid=http',
  })) {
    it(`is not ${name} of the process that spawns it`, () => {
      assert.deepEqual(inheritedEnvironment({ ...user, [name]: value }), user);
    });
  }

  it('is not the virtual environment of an agent, but one of the user’s own', () => {
    const agent = inheritedEnvironment({ PYTHON_VENV_PATH: '/n/venv', VIRTUAL_ENV: '/n/venv' });
    assert.equal('VIRTUAL_ENV' in agent, false);
    assert.equal(inheritedEnvironment({ VIRTUAL_ENV: '/own' })['VIRTUAL_ENV'], '/own');
  });

  it('keeps values that work anywhere', () => {
    const kept = {
      GIT_ASKPASS: '/usr/bin/ksshaskpass',
      MAKEFLAGS: '-j4',
      NODE_OPTIONS: '--max-old-space-size=8192',
    };
    assert.deepEqual(inheritedEnvironment(kept), kept);
  });

  it('keeps the user’s Node options beside a debugger’s', () => {
    const { NODE_OPTIONS } = inheritedEnvironment({
      NODE_OPTIONS: '--max-old-space-size=8192 --require "/a b/js-debug/bootloader.js" --inspect=0',
    });
    assert.equal(NODE_OPTIONS, '--max-old-space-size=8192');
  });
});
