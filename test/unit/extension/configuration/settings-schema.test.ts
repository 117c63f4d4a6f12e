import assert from 'node:assert/strict';
import { LanekeeperError } from '../../../../src/core/error.ts';
import { parseConfiguration } from '../../../../src/core/configuration.ts';
import { parseSettings } from '../../../../src/extension/configuration/settings-schema.ts';
import { settingIds } from '../../../../src/extension/contributions/settings.ts';

const read =
  (values: Record<string, unknown>) =>
  (id: string): unknown =>
    values[id];

function faultOf(values: Record<string, unknown>): LanekeeperError {
  try {
    parseSettings(read(values));
  } catch (error) {
    assert.ok(error instanceof LanekeeperError);
    assert.equal(error.code, 'configuration-invalid');
    return error;
  }
  assert.fail('These settings must be refused.');
}

describe('settings', () => {
  it('have defaults that the engine accepts', () => {
    const settings = parseSettings(read({}));
    assert.equal(settings.home, null);
    assert.equal(settings.notifyContention, true);
    assert.deepEqual(
      parseConfiguration(settings.engine, 'a test'),
      parseConfiguration(undefined, 'a test'),
    );
  });

  it('reach the engine in its own units', () => {
    const settings = parseSettings(
      read({
        [settingIds.compileGate]: 3,
        [settingIds.linkGate]: null,
        [settingIds.stopGraceSeconds]: 1.5,
        [settingIds.cacheWindowMinutes]: 5,
        [settingIds.home]: '/state',
        [settingIds.seeding]: 'never',
        [settingIds.portCount]: 2,
        [settingIds.setupTimeout]: 30,
        [settingIds.includeMaxFiles]: 7,
        [settingIds.agentTypes]: [{ type: 'loop', command: ['make'] }],
      }),
    );
    assert.equal(settings.home, '/state');
    const engine = parseConfiguration(settings.engine, 'a test');
    assert.deepEqual(engine.gates, { compile: 3 });
    assert.equal(engine.stopGraceMs, 1500);
    assert.equal(engine.cacheWindowMinutes, 5);
    assert.equal(engine.agentTypes[0]?.type, 'loop');
    assert.equal(engine.seeding, 'never');
    assert.deepEqual(engine.ports, { count: 2, first: 20_000, last: 29_999 });
    assert.deepEqual(engine.setup, { timeoutSeconds: 30, teardownTimeoutSeconds: 60 });
    assert.deepEqual(engine.worktreeInclude, { maxFiles: 7, maxMegabytes: 1000 });
  });

  it('that are wrong are named with what they hold and may hold', () => {
    const { message, cure } = faultOf({ [settingIds.compileGate]: 'many' });
    assert.equal(
      message,
      'The setting "lanekeeper.gates.compile" must be a whole number from 1 to 4096, or null, but is "many".',
    );
    assert.match(cure, /settings/);
  });

  it('that are wrong together are told of together', () => {
    const { message } = faultOf({
      [settingIds.stopGraceSeconds]: -1,
      [settingIds.home]: 'relative/path',
      [settingIds.notifyContention]: 'yes',
    });
    for (const id of [settingIds.stopGraceSeconds, settingIds.home, settingIds.notifyContention]) {
      assert.ok(message.includes(`"${id}"`), message);
    }
  });

  it('that are wrong deep inside say where', () => {
    const { message } = faultOf({
      [settingIds.agentTypes]: [
        { type: 'ok', command: ['make'] },
        { type: 'Not OK', command: [] },
      ],
    });
    assert.match(message, /"lanekeeper\.agentTypes" .* \[1\.type\]/);
  });
});
