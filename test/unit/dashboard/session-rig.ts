import type { MessageToPage } from '../../../src/extension/dashboard/contract.ts';
import type { EngineConnection } from '../../../src/extension/dashboard/dashboard-engine.ts';
import { DashboardSession } from '../../../src/extension/dashboard/session.ts';
import { FakeEngine, FakeSource } from './fake-engine.ts';
import { HandClock } from './hand-clock.ts';

export interface Start {
  readonly engine?: FakeEngine;
  /** What the session is connected to in place of `engine`. */
  readonly connection?: EngineConnection;
  /** The page tells what it has seen by itself, as it does when it is not busy. */
  readonly attentive?: boolean;
}

export function startSession(start: Start = {}) {
  const { engine = new FakeEngine(), attentive = true } = start;
  const clock = new HandClock();
  const posted: MessageToPage[] = [];
  const commands: string[] = [];
  const faults: unknown[] = [];
  const source = new FakeSource(start.connection ?? { kind: 'open', engine });
  source.caches.report = engine.report;
  source.projects.projects = engine.folders;
  const page = {
    visible: true,
    post: (message: MessageToPage) => {
      posted.push(message);
      if (attentive) session.receive({ type: 'seen', sequence: message.sequence });
    },
  };
  const session = new DashboardSession({
    ...{
      source,
      clock,
      page,
      caches: source.caches,
      projects: source.projects,
      machine: source.machine,
    },
    commands: {
      run: (command, agent) => {
        commands.push(`${command} ${agent ?? '-'}`);
        return command === 'clean' ? Promise.reject(new Error('refused')) : Promise.resolve();
      },
      runForTask: (command, root, task) => {
        commands.push(`${command} ${root} ${task}`);
        return Promise.resolve();
      },
    },
    onFault: (fault) => faults.push(fault),
  });
  return { engine, source, clock, posted, commands, faults, page, session };
}

/** Lets promises that are already settled tell their listeners. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

export const typesOf = (messages: readonly MessageToPage[]) =>
  messages.map((message) => message.type);
