import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { configurationSchema } from '../../../../src/core/configuration.ts';

/** A JSON Schema as far as it is compared; the manifest's settings are JSON Schemas too. */
const bounds = z.object({
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  enum: z.array(z.string()).optional(),
});

type Bounds = z.infer<typeof bounds>;

const root = path.resolve(import.meta.dirname, '../../../..');
const { contributes } = z
  .object({
    contributes: z.object({
      configuration: z.object({
        properties: z.record(
          z.string(),
          bounds.extend({ scope: z.enum(['machine', 'window']), markdownDescription: z.string() }),
        ),
      }),
    }),
  })
  .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
const contributed = contributes.configuration.properties;

/** Settings of the engine that people read in other units. */
const otherUnits: Readonly<Record<string, { id: string; inOne: number }>> = {
  stopGraceMs: { id: 'lanekeeper.stopGraceSeconds', inOne: 1000 },
};

/** Every key that `config.json` may hold, with what it may be, down to those that are no objects. */
function keysOf(schema: unknown, prefix = ''): [string, Bounds][] {
  const { properties } = z
    .object({ properties: z.record(z.string(), z.unknown()).optional() })
    .parse(schema);
  if (!properties) return [[prefix, bounds.parse(schema)]];
  return Object.entries(properties).flatMap(([key, below]) =>
    keysOf(below, prefix === '' ? key : `${prefix}.${key}`),
  );
}

describe('the settings that the engine knows', () => {
  const keys = keysOf(z.toJSONSchema(configurationSchema(), { io: 'input' }));

  it('are found at all', () => {
    const names = keys.map(([key]) => key);
    for (const key of ['agentTypes', 'gates.compile', 'ports.first', 'setup.timeoutSeconds']) {
      assert.ok(names.includes(key), `${key} among ${names.join(', ')}`);
    }
  });

  for (const [key, expected] of keys) {
    it(`are offered by VS Code with the same default and limits: ${key}`, () => {
      const { id, inOne } = otherUnits[key] ?? { id: `lanekeeper.${key}`, inOne: 1 };
      const setting = contributed[id];
      assert.ok(setting, `${id} is contributed`);
      const scaled = (value: unknown): unknown =>
        typeof value === 'number' ? value / inOne : (value ?? null);
      for (const name of ['default', 'minimum', 'exclusiveMinimum', 'maximum'] as const) {
        assert.deepEqual(setting[name] ?? null, scaled(expected[name]), `${name} of ${id}`);
      }
      assert.deepEqual(setting.enum, expected.enum, id);
    });
  }

  it('are the machine’s where they say how much of the machine is used', () => {
    const ofTheMachine = Object.keys(contributed).filter(
      (id) => contributed[id]?.scope === 'machine',
    );
    for (const id of ofTheMachine) assert.match(id, /^lanekeeper\.(?:gates|gpus|ports|home)\b/);
    for (const [id, { scope }] of Object.entries(contributed)) {
      if (/^lanekeeper\.(?:gates\.|gpus$|ports\.)/.test(id)) assert.equal(scope, 'machine', id);
    }
  });
});
