import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { formatEnvironment } from '../../../src/core/environment/format.ts';
import { LanekeeperError } from '../../../src/core/error.ts';
import { requireTool } from '../required-tool.ts';

const hostile = [
  `it's`,
  '$(touch /tmp/owned) `id` ${HOME} $HOME',
  '\\ \\\\ "quoted" \n second line\ttab',
  '‘typographic’',
  '',
  ' leading and trailing ',
  '*?[]{}~!#&;|<>()',
];

describe('the environment as text', () => {
  it('gives back every value when a POSIX shell evaluates it', async function () {
    const shell = await requireTool(this, 'sh');
    const value = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
        fc.pre(values.every((each) => !each.includes('\0')));
        const variables = Object.fromEntries(values.map((each, index) => [`V${index}`, each]));
        const names = Object.keys(variables).map((name) => `"$${name}"`);
        const script = `${formatEnvironment(variables, 'sh')}printf '%s\\0' ${names.join(' ')}`;
        const output = execFileSync(shell, ['-c', script], { encoding: 'utf8', env: {} });
        assert.deepEqual(output.split('\0').slice(0, -1), values);
      }),
      { numRuns: 30 },
    );
  });

  it('is written as each reader reads it', () => {
    const variables = { A: `it's`, B: '/plain/path', C: 'two\nlines', D: 'C:\\x ‘y’' };
    assert.equal(
      formatEnvironment(variables, 'fish'),
      `set -gx A 'it\\'s'\nset -gx B '/plain/path'\nset -gx C 'two\nlines'\nset -gx D 'C:\\\\x ‘y’'\n`,
    );
    assert.equal(
      formatEnvironment(variables, 'pwsh'),
      `$env:A = 'it''s'\n$env:B = '/plain/path'\n$env:C = 'two\nlines'\n$env:D = 'C:\\x ‘‘y’’'\n`,
    );
    assert.equal(
      formatEnvironment(variables, 'dotenv'),
      `A="it's"\nB=/plain/path\nC="two\\nlines"\nD='C:\\x ‘y’'\n`,
    );
    assert.deepEqual(JSON.parse(formatEnvironment(variables, 'json')), variables);
  });

  it('is refused for a name that a shell would run', () => {
    assert.throws(
      () => formatEnvironment({ 'A;rm -rf /': '1' }, 'sh'),
      (fault) => fault instanceof LanekeeperError && fault.code === 'input-invalid',
    );
  });
});
