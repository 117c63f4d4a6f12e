import assert from 'node:assert/strict';
import { configurationSchema, parseConfiguration } from '../../src/core/configuration.ts';
import { LanekeeperError } from '../../src/core/error.ts';

describe('the configuration', () => {
  it('is where nothing is set what it is where an empty object is', () => {
    assert.deepEqual(parseConfiguration(undefined, 'a test'), configurationSchema().parse({}));
    assert.deepEqual(parseConfiguration(undefined, 'a test'), parseConfiguration({}, 'a test'));
  });

  it('belongs to whoever asks, and changes nobody else’s', () => {
    const one = parseConfiguration(undefined, 'a test');
    one.gates.compile = 1;
    one.ports.count = 1;
    assert.deepEqual(parseConfiguration(undefined, 'a test'), configurationSchema().parse({}));
  });

  it('is refused with every value that is wrong', () => {
    assert.throws(
      () => parseConfiguration({ stopGraceMs: -1, gates: { linker: 2 } }, 'config.json'),
      (fault) => {
        assert.ok(fault instanceof LanekeeperError);
        assert.equal(fault.code, 'configuration-invalid');
        assert.match(fault.message, /config\.json/);
        assert.match(fault.message, /stopGraceMs/);
        assert.match(fault.message, /linker/);
        return true;
      },
    );
  });
});
