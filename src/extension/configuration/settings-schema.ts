import { z } from 'zod';
import { agentTypeSchema } from '../../core/configuration.ts';
import { LanekeeperError } from '../../core/error.ts';
import { type SettingId, settingIds } from '../contributions/settings.ts';

const gate = {
  schema: z.number().int().min(1).max(4096).nullish(),
  expected: 'must be a whole number from 1 to 4096, or null',
};

/** What each setting may hold, with the words that tell it to a person. */
const rules = {
  [settingIds.agentTypes]: {
    schema: z.array(agentTypeSchema).default([]),
    expected: 'must be a list of agent types, each with a "type" and a "command"',
  },
  [settingIds.compileGate]: gate,
  [settingIds.linkGate]: gate,
  [settingIds.testGate]: gate,
  [settingIds.stopGraceSeconds]: {
    schema: z.number().min(0).max(600).default(5),
    expected: 'must be a number of seconds from 0 to 600',
  },
  [settingIds.cacheWindowMinutes]: {
    schema: z.number().int().min(1).max(10_080).default(60),
    expected: 'must be a whole number of minutes from 1 to 10080',
  },
  [settingIds.home]: {
    schema: z
      .string()
      .refine((value) => value === '' || isAbsolute(value))
      .default(''),
    expected: 'must be an absolute path, or empty',
  },
  [settingIds.notifyContention]: {
    schema: z.boolean().default(true),
    expected: 'must be true or false',
  },
} as const satisfies Record<SettingId, { schema: z.ZodType; expected: string }>;

/** POSIX and Windows paths alike: the settings may have been written on another machine. */
function isAbsolute(value: string): boolean {
  return /^([/\\]|[A-Za-z]:[/\\])/.test(value);
}

/** The settings as the extension uses them. */
export interface Settings {
  /** State directory, null for the platform's. */
  readonly home: string | null;
  readonly notifyContention: boolean;
  /** What `openEngine` takes as its configuration. */
  readonly engine: {
    readonly agentTypes: readonly z.infer<typeof agentTypeSchema>[];
    readonly gates: { compile?: number; link?: number; test?: number };
    readonly stopGraceMs: number;
    readonly cacheWindowMinutes: number;
  };
}

/**
 * Checks every setting and tells of all that are wrong at once.
 *
 * @param read the value that a setting has, undefined when it has none
 * @throws LanekeeperError configuration-invalid, naming each setting, what it holds and what it may hold
 */
export function parseSettings(read: (id: SettingId) => unknown): Settings {
  const faults: string[] = [];
  const parse = <T>(id: SettingId, rule: { schema: z.ZodType<T>; expected: string }): T | null => {
    const result = rule.schema.safeParse(read(id));
    if (result.success) return result.data;
    faults.push(`"${id}" ${rule.expected}, ${findings(read(id), result.error)}`);
    return null;
  };
  const agentTypes = parse(settingIds.agentTypes, rules[settingIds.agentTypes]);
  const compile = parse(settingIds.compileGate, gate);
  const link = parse(settingIds.linkGate, gate);
  const test = parse(settingIds.testGate, gate);
  const grace = parse(settingIds.stopGraceSeconds, rules[settingIds.stopGraceSeconds]);
  const window = parse(settingIds.cacheWindowMinutes, rules[settingIds.cacheWindowMinutes]);
  const home = parse(settingIds.home, rules[settingIds.home]);
  const notify = parse(settingIds.notifyContention, rules[settingIds.notifyContention]);
  if (agentTypes === null || grace === null || window === null || notify === null || faults[0]) {
    throw new LanekeeperError(
      'configuration-invalid',
      `${faults.length === 1 ? 'The setting' : 'The settings'} ${faults.join('; and ')}.`,
      'Correct it in the settings.',
    );
  }
  return {
    home: home || null,
    notifyContention: notify,
    engine: {
      agentTypes,
      gates: {
        ...(compile ? { compile } : {}),
        ...(link ? { link } : {}),
        ...(test ? { test } : {}),
      },
      stopGraceMs: Math.round(grace * 1000),
      cacheWindowMinutes: window,
    },
  };
}

/** What is wrong with a value: where in it, when it is a structure, else the value itself. */
function findings(value: unknown, error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue && issue.path.length > 0) {
    return `but at [${issue.path.map(String).join('.')}] it says: ${issue.message}`;
  }
  const text = JSON.stringify(value);
  return `but is ${text.length > 80 ? `${text.slice(0, 79)}…` : text}`;
}
