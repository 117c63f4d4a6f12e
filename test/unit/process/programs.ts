import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { agentMarker } from '../../../src/core/process/agent-marker.ts';
import { SupervisedCommand } from '../../../src/core/process/command.ts';
import type { ProcessIdentity } from '../../../src/core/process/identity.ts';
import { stopTree } from '../../../src/core/process/stop-tree.ts';

export interface Program {
  readonly command: SupervisedCommand;
  readonly process: ProcessIdentity;
  /** The next line that it writes. */
  readonly line: () => Promise<string>;
}

export interface Programs {
  /** Marks all that is started in the test that runs. */
  readonly uid: () => string;
  readonly start: (...command: readonly string[]) => Promise<Program>;
}

/** The path of a program in test/fixtures/programs. */
export function fixture(name: string): string {
  return path.join(import.meta.dirname, '..', '..', 'fixtures', 'programs', name);
}

/** Called in the body of a `describe`: starts real programs and ends all of them, daemons too, after each test. */
export function programs(): Programs {
  let uid = '';
  let commands: SupervisedCommand[] = [];
  beforeEach(() => {
    uid = randomUUID();
  });
  afterEach(async () => {
    for (const command of commands) command.dispose();
    commands = [];
    await stopTree({ uid, root: null, graceMs: 0, signals: ['SIGKILL'] });
  });
  return {
    uid: () => uid,
    start: async (...words) => {
      const lines = new LineQueue();
      const command = new SupervisedCommand({
        command: words,
        cwd: import.meta.dirname,
        environment: markedEnvironment(uid),
        onOutput: (chunk) => {
          lines.push(chunk);
        },
        onFault: assert.ifError,
      });
      commands.push(command);
      return { command, process: await command.start(), line: () => lines.next() };
    },
  };
}

export function markedEnvironment(uid: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', [agentMarker]: uid };
}

/** Waits for what no signal tells; mocha's time limit is the end of patience. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(1);
}

class LineQueue {
  readonly #lines: string[] = [];
  #rest = '';
  #waiting: ((line: string) => void) | null = null;

  push(chunk: Uint8Array): void {
    const lines = (this.#rest + Buffer.from(chunk).toString()).split('\n');
    this.#rest = lines.pop() ?? '';
    this.#lines.push(...lines);
    const line = this.#waiting ? this.#lines.shift() : undefined;
    if (line === undefined) return;
    this.#waiting?.(line);
    this.#waiting = null;
  }

  next(): Promise<string> {
    const line = this.#lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
