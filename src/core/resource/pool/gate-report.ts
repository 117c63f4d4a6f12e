import type { ResourceClass } from '../resource-class.ts';
import type { Location } from '../../location.ts';
import type { Store } from '../../store/store.ts';
import {
  computeGates,
  gateClasses,
  type GateLimits,
  type GateName,
  gateNames,
  type GateOverrides,
} from '../gates.ts';
import { readMachineLimits } from '../machine-limits.ts';
import { type LeaseRecord, placesOf } from './lease.ts';
import { listLeases } from './lease-table.ts';
import { listLinks } from './link-slots.ts';

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
}

/** The gates of this machine as they are at this moment. */
export function readGates(
  store: Pick<Store, 'all'>,
  location: Pick<Location, 'home'>,
  overrides: GateOverrides,
): Gate[] {
  const gates = reportGates(listLeases(store), computeGates(readMachineLimits(), overrides));
  const links = listLinks(location).map((link) => ({ ...link, purpose: 'a link', places: 1 }));
  return gates.map((gate) =>
    gate.name === 'LINK_JOBS'
      ? {
          ...gate,
          running: gate.running + links.length,
          holders: [...gate.holders, ...links],
        }
      : gate,
  );
}

export function reportGates(leases: readonly LeaseRecord[], limits: GateLimits): Gate[] {
  return gateNames.map((name) => {
    const atGate = leases.filter(({ gate }) => gate === name);
    const held = atGate.filter((lease) => placesOf(lease) > 0);
    const perDirectory = Map.groupBy(held, ({ directory }) => directory);
    const counts = [...perDirectory.values()].map((each) => sum(each.map(placesOf)));
    return {
      name,
      class: gateClasses[name],
      limit: limits[name],
      running: Math.max(0, ...counts),
      holders: held.map(holderOf),
      waiting: atGate
        .filter(({ state }) => state === 'waiting')
        .map(({ agent, purpose, reason, time }) => ({ agent, purpose, reason, since: time })),
    };
  });
}

function holderOf(lease: LeaseRecord): GateHolder {
  const { agent, purpose, command, time } = lease;
  return { agent, purpose, places: placesOf(lease), pid: command?.pid ?? null, since: time };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
