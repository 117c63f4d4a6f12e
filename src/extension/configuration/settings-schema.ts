import { z } from 'zod';
import {
  agentTypeSchema,
  configurationSchema,
  type UserAgentType,
} from '../../core/configuration.ts';
import { LanekeeperError } from '../../core/error.ts';
import type { GateOverrides } from '../../core/resource/gates.ts';
import { type SettingId, settingIds } from '../contributions/settings.ts';

const gate = {
  schema: z.number().int().min(1).max(4096).nullish(),
  expected: 'must be a whole number from 1 to 4096, or null',
};

const port = {
  schema: z.number().int().min(1024).max(65_535).optional(),
  expected: 'must be a whole number from 1024 to 65535',
};

const stepLimit = {
  schema: z.number().positive().max(86_400).optional(),
  expected: 'must be a number of seconds above 0, at most 86400',
};

/** What each setting may hold, with the words that tell it to a person. */
const rules = {
  [settingIds.agentTypes]: {
    schema: z.array(agentTypeSchema()).default([]),
    expected: 'must be a list of agent types, each with a "type" and a "command"',
  },
  [settingIds.compileGate]: gate,
  [settingIds.linkGate]: gate,
  [settingIds.testGate]: gate,
  [settingIds.ioGate]: gate,
  [settingIds.fetchGate]: gate,
  [settingIds.gpus]: {
    schema: z.number().int().min(0).max(64).nullable().default(null),
    expected: 'must be a whole number from 0 to 64, or null',
  },
  [settingIds.stopGraceSeconds]: {
    schema: z.number().min(0).max(600).default(5),
    expected: 'must be a number of seconds from 0 to 600',
  },
  [settingIds.cacheWindowMinutes]: {
    schema: z.number().int().min(1).max(10_080).default(60),
    expected: 'must be a whole number of minutes from 1 to 10080',
  },
  [settingIds.seeding]: {
    schema: configurationSchema().shape.seeding,
    expected: 'must be "auto" or "never"',
  },
  [settingIds.portCount]: {
    schema: z.number().int().min(0).max(100).optional(),
    expected: 'must be a whole number from 0 to 100',
  },
  [settingIds.firstPort]: port,
  [settingIds.lastPort]: port,
  [settingIds.setupTimeout]: stepLimit,
  [settingIds.teardownTimeout]: stepLimit,
  [settingIds.includeMaxFiles]: {
    schema: z.number().int().min(0).max(1_000_000).optional(),
    expected: 'must be a whole number from 0 to 1000000',
  },
  [settingIds.includeMaxMegabytes]: {
    schema: z.number().min(0).max(1_000_000).optional(),
    expected: 'must be a number of megabytes from 0 to 1000000',
  },
  [settingIds.sccacheGigabytes]: {
    schema: z.number().int().min(1).max(100_000).default(10),
    expected: 'must be a whole number of GiB from 1 to 100000',
  },
  [settingIds.taskResultGigabytes]: {
    schema: z.number().min(0).max(100_000).default(10),
    expected: 'must be a number of GiB from 0 to 100000',
  },
  [settingIds.buildDirectory]: {
    schema: configurationSchema().shape.rust.unwrap().shape.buildDirectory,
    expected: 'must be "auto", "memory" or "disk"',
  },
  [settingIds.memoryGigabytes]: {
    schema: z.number().min(0.01).max(10_000).default(4),
    expected: 'must be a number of GiB from 0.01 to 10000',
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
  [settingIds.noticeSeconds]: {
    schema: z.number().positive().max(3600).default(10),
    expected: 'must be a number of seconds above 0, at most 3600',
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
  /** After how long a wait is notified; s. */
  readonly noticeSeconds: number;
  /** What `openEngine` takes as its configuration. */
  readonly engine: {
    readonly agentTypes: readonly UserAgentType[];
    readonly gates: GateOverrides;
    /** Absent: as many as the machine tells of. */
    readonly gpus?: number;
    readonly stopGraceMs: number;
    readonly cacheWindowMinutes: number;
    readonly seeding: 'auto' | 'never';
    readonly ports: Partial<Record<'count' | 'first' | 'last', number>>;
    readonly setup: Partial<Record<'timeoutSeconds' | 'teardownTimeoutSeconds', number>>;
    readonly worktreeInclude: Partial<Record<'maxFiles' | 'maxMegabytes', number>>;
    readonly rust: {
      readonly buildDirectory: 'auto' | 'memory' | 'disk';
      readonly memoryGigabytes: number;
    };
    readonly caches: { readonly sccacheGigabytes: number; readonly taskResultGigabytes: number };
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
  const gates = {
    compile: parse(settingIds.compileGate, gate),
    link: parse(settingIds.linkGate, gate),
    test: parse(settingIds.testGate, gate),
    io: parse(settingIds.ioGate, gate),
    fetch: parse(settingIds.fetchGate, gate),
  };
  const gpus = parse(settingIds.gpus, rules[settingIds.gpus]);
  const grace = parse(settingIds.stopGraceSeconds, rules[settingIds.stopGraceSeconds]);
  const window = parse(settingIds.cacheWindowMinutes, rules[settingIds.cacheWindowMinutes]);
  const seeding = parse(settingIds.seeding, rules[settingIds.seeding]);
  const ports = {
    count: parse(settingIds.portCount, rules[settingIds.portCount]),
    first: parse(settingIds.firstPort, port),
    last: parse(settingIds.lastPort, port),
  };
  const setup = {
    timeoutSeconds: parse(settingIds.setupTimeout, stepLimit),
    teardownTimeoutSeconds: parse(settingIds.teardownTimeout, stepLimit),
  };
  const worktreeInclude = {
    maxFiles: parse(settingIds.includeMaxFiles, rules[settingIds.includeMaxFiles]),
    maxMegabytes: parse(settingIds.includeMaxMegabytes, rules[settingIds.includeMaxMegabytes]),
  };
  const sccacheGigabytes = parse(settingIds.sccacheGigabytes, rules[settingIds.sccacheGigabytes]);
  const taskResultGigabytes = parse(
    settingIds.taskResultGigabytes,
    rules[settingIds.taskResultGigabytes],
  );
  const buildDirectory = parse(settingIds.buildDirectory, rules[settingIds.buildDirectory]);
  const memoryGigabytes = parse(settingIds.memoryGigabytes, rules[settingIds.memoryGigabytes]);
  const home = parse(settingIds.home, rules[settingIds.home]);
  const notify = parse(settingIds.notifyContention, rules[settingIds.notifyContention]);
  const noticeSeconds = parse(settingIds.noticeSeconds, rules[settingIds.noticeSeconds]);
  if (
    agentTypes === null ||
    grace === null ||
    window === null ||
    seeding === null ||
    sccacheGigabytes === null ||
    taskResultGigabytes === null ||
    buildDirectory === null ||
    memoryGigabytes === null ||
    notify === null ||
    noticeSeconds === null ||
    faults[0]
  ) {
    throw new LanekeeperError(
      'configuration-invalid',
      `${faults.length === 1 ? 'The setting' : 'The settings'} ${faults.join('; and ')}.`,
      'Correct it in the settings.',
    );
  }
  return {
    home: home || null,
    notifyContention: notify,
    noticeSeconds,
    engine: {
      agentTypes,
      gates: given(gates),
      ...given({ gpus }),
      stopGraceMs: Math.round(grace * 1000),
      cacheWindowMinutes: window,
      seeding,
      ports: given(ports),
      setup: given(setup),
      worktreeInclude: given(worktreeInclude),
      rust: { buildDirectory, memoryGigabytes },
      caches: { sccacheGigabytes, taskResultGigabytes },
    },
  };
}

/** Without what is not set: the engine has its own defaults. */
function given(
  values: Readonly<Record<string, number | null | undefined>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      typeof value === 'number' ? [[key, value]] : [],
    ),
  );
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
