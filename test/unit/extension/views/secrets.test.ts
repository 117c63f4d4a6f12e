import assert from 'node:assert/strict';
import { mask, maskSecret } from '../../../../src/extension/views/secrets.ts';

describe('an environment on show', () => {
  it('hides values whose names say that they are secret', () => {
    for (const name of [
      'CARGO_REGISTRY_TOKEN',
      'npm_config__auth',
      'AWS_SECRET_ACCESS_KEY',
      'OPENAI_API_KEY',
      'DB_PASSWORD',
      'GITHUB_PAT',
    ]) {
      assert.equal(maskSecret(name, 'value'), mask, name);
    }
  });

  it('shows the rest', () => {
    for (const name of ['PATH', 'CARGO_TARGET_DIR', 'PWD', 'KEYBOARD', 'TOKENIZERS', 'MONKEY']) {
      assert.equal(maskSecret(name, '/a/b'), '/a/b', name);
    }
  });

  it('hides a password inside an address', () => {
    assert.equal(
      maskSecret('PIP_INDEX_URL', 'https://user:pass@host/simple https://other/simple'),
      `https://${mask}@host/simple https://other/simple`,
    );
  });

  it('shows that a secret is empty', () => {
    assert.equal(maskSecret('TOKEN', ''), '');
  });
});
