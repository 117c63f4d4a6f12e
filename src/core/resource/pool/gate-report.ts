import type { Agent } from '../../agent/agent.ts';
import type { EngineContext } from '../../agent/context.ts';
import { readProcessTable } from '../../process/process-table.ts';
import { computeGates, gateClasses, type GateLimits, type GateName, gateNames } from '../gates.ts';
import { jobDirectory } from '../jobserver/job-directory.ts';
import type { ResourceClass } from '../resource-class.ts';
import { readMachineLimits } from '../machine-limits.ts';
import { type LeaseRecord, placesOf } from './lease.ts';
import { listLeases } from './lease-table.ts';
import { listLinks } from './link-slots.ts';
import { findUngated, type UngatedBuild } from './ungated.ts';

/** Who holds places at a gate. Times are ISO 8601 UTC. */
export interface GateHolder {
  readonly agent: string | null;
  readonly purpose: string;
  readonly places: number;
  /** The command, once it runs. */
  readonly pid: number | null;
  readonly since: string;
}

export interface GateWaiter {
  readonly agent: string | null;
  readonly purpose: string;
  /** Why, as a sentence that names who is in the way; null in the first moment. */
  readonly reason: string | null;
  readonly since: string;
}

/** A build that takes no place at the gate that it should; see `findUngated`. */
export interface GateOutsider extends Omit<UngatedBuild, 'gate' | 'process'> {
  readonly pid: number;
}

/** One gate as presenters show it: its limit, and how much of it is in use. */
export interface Gate {
  readonly name: GateName;
  readonly class: ResourceClass;
  readonly limit: number;
  /** Places in use; of a gate that counts for each directory, in the one that uses most. */
  readonly running: number;
  readonly holders: readonly GateHolder[];
  /** Who is served first comes first. */
  readonly waiting: readonly GateWaiter[];
  /** What should go through it and does not; not part of `running`. */
  readonly ungated: readonly GateOutsider[];
}

/** The gates of this machine as they are at this moment. */
export function readGates(
  { store, location, configuration }: Pick<EngineContext, 'store' | 'location' | 'configuration'>,
  agents: readonly Pick<Agent, 'id' | 'uid'>[],
): Gate[] {
  const limits = computeGates(readMachineLimits(), configuration.gates);
  const links = listLinks(location)
    .filter(({ isPlace }) => !isPlace)
    .map(({ pid, agent, since }) => ({ pid, agent, since, purpose: 'a link', places: 1 }));
  const ungated = findUngated({
    table: readProcessTable(),
    jobs: jobDirectory(location),
    agents: new Map(agents.map(({ id, uid }) => [uid, id])),
  });
  return reportGates(listLeases(store), limits).map((gate) => ({
    ...gate,
    ...(gate.name === 'LINK_JOBS' && {
      running: gate.running + links.length,
      holders: [...gate.holders, ...links],
    }),
    ungated: ungated.filter((build) => build.gate === gate.name).map(withPid),
  }));
}

function withPid({ process, program, agent, directory, processes }: UngatedBuild): GateOutsider {
  return { pid: process.pid, program, agent, directory, processes };
}

/** Those who hold places and wait for them, by what is recorded. */
export function reportGates(
  leases: readonly LeaseRecord[],
  limits: GateLimits,
): Omit<Gate, 'ungated'>[] {
  return gateNames.map((name) => {
    const atGate = leases.filter(({ gate }) => gate === name);
    const held = atGate.filter((lease) => placesOf(lease) > 0 && !isWaiting(lease));
    const perDirectory = Map.groupBy(held, ({ directory }) => directory);
    const counts = [...perDirectory.values()].map((each) => sum(each.map(placesOf)));
    return {
      name,
      class: gateClasses[name],
      limit: limits[name],
      running: Math.max(0, ...counts),
      holders: held.map(holderOf),
      waiting: atGate
        .filter(isWaiting)
        .map(({ agent, purpose, reason, time }) => ({ agent, purpose, reason, since: time })),
    };
  });
}

/** One that has its place and a reason waits for a slot among the links. */
function isWaiting({ state, reason }: LeaseRecord): boolean {
  return state === 'waiting' || reason !== null;
}

function holderOf(lease: LeaseRecord): GateHolder {
  const { agent, purpose, command, time } = lease;
  return { agent, purpose, places: placesOf(lease), pid: command?.pid ?? null, since: time };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
