import type { GateLimits } from '../gates.ts';
import { type LeaseDocument, type LeaseRecord, placesOf, seatsOf } from './lease.ts';
import { type MemoryState, memoryShortage } from './memory-admission.ts';

/** How long somebody has to wait to be as urgent as one whose priority is one higher; ms. */
export const ageingMs = 30_000;

export type Verdict =
  { readonly kind: 'admitted' } | { readonly kind: 'waits'; readonly reason: string };

export interface Machine {
  readonly limits: GateLimits;
  /** Processors, for leases that say how many they keep busy. */
  readonly cores: number;
  readonly memory: MemoryState;
  /** Memory that what runs with a lease has by now; bytes. */
  residentOf(lease: LeaseRecord): number;
}

/**
 * Whether one of `leases` that waits may have its place now. Pure, so that every process of the machine judges alike.
 *
 * Those who wait for the same gate are served in one order: by the time they came, a step of priority counting as much
 * as 30 s of waiting. Nobody overtakes the first of them, so each is served once those before it are. One that wants
 * more than there is at all runs alone.
 */
export function judge(
  candidate: LeaseRecord,
  leases: readonly LeaseRecord[],
  machine: Machine,
): Verdict {
  const held = leases.filter(({ state }) => state === 'held');
  const atGate = held.filter((lease) => isSameGate(lease, candidate));
  const limit = machine.limits[candidate.gate];
  // Not the tokens: cargo keeps those it has as long as it has work, so that whoever waited for them would wait for the
  // end of a build. They come back as they get idle, and until then a build more than there are places is at work.
  const taken = sum(atGate.map(seatsOf));
  const before = firstOf(leases.filter((each) => isWaitingWith(each, candidate)));
  if (before && before.id !== candidate.id) {
    return waits(`${gateWords(candidate)}: ${nameOf(before)} is next`, atGate);
  }
  if (taken > 0 && taken + candidate.slots > limit) {
    return waits(`${gateWords(candidate)}: ${String(taken)} of ${String(limit)} in use`, atGate);
  }
  const busy = sum(held.map(({ cores }) => cores ?? 0));
  if (candidate.cores !== null && busy > 0 && busy + candidate.cores > machine.cores) {
    const free = Math.max(0, machine.cores - busy);
    return waits(
      `it needs ${String(candidate.cores)} processors, ${String(free)} are free`,
      held.filter(({ cores }) => cores),
    );
  }
  // Whatever is estimated: alone on the machine it may at least try.
  const working = held.filter((lease) => placesOf(lease) > 0);
  if (candidate.memoryBytes === null || working.length === 0) return { kind: 'admitted' };
  const hungry = leases.filter(
    ({ state, memoryBytes }) => state === 'waiting' && memoryBytes !== null,
  );
  // Otherwise small ones would take what a large one waits for, for ever.
  const larger = firstOf(hungry);
  if (larger && larger.id !== candidate.id && rankOf(larger) < rankOf(candidate)) {
    return waits(`${nameOf(larger)} is the first to wait for memory`, working);
  }
  const holders = working.map((lease) => ({
    peak: lease.memoryBytes ?? 0,
    resident: machine.residentOf(lease),
  }));
  const shortage = memoryShortage(candidate.memoryBytes, holders, machine.memory);
  return shortage === null ? { kind: 'admitted' } : waits(shortage, working);
}

function isSameGate(one: LeaseDocument, other: LeaseDocument): boolean {
  return one.gate === other.gate && one.directory === other.directory;
}

function isWaitingWith(each: LeaseDocument, candidate: LeaseDocument): boolean {
  return each.state === 'waiting' && isSameGate(each, candidate);
}

function firstOf(leases: readonly LeaseRecord[]): LeaseRecord | undefined {
  return [...leases].sort((a, b) => rankOf(a) - rankOf(b) || a.id - b.id)[0];
}

/** When it would have come with priority 0; the same for ever, so that ageing costs nothing. */
function rankOf({ since, priority }: LeaseDocument): number {
  return since - priority * ageingMs;
}

function waits(what: string, holders: readonly LeaseRecord[]): Verdict {
  const names = holders.filter((lease) => placesOf(lease) > 0).map(nameOf);
  const whose = names.length === 0 ? '' : `, by ${listed(names)}`;
  return { kind: 'waits', reason: `Waits: ${what}${whose}.` };
}

/** Holders that a reason names; of more it says only how many. */
const named = 4;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, named).join(', ');
  return names.length > named ? `${shown} and ${String(names.length - named)} more` : shown;
}

function nameOf({ agent, purpose }: LeaseDocument): string {
  return agent === null ? purpose : `${agent} (${purpose})`;
}

function gateWords({ gate, directory }: LeaseDocument): string {
  return directory === null ? gate : `${gate} in ${directory}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
