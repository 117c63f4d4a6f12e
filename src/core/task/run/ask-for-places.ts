import { classGates } from '../../resource/gates.ts';
import type { Admission, Place } from './admission.ts';
import type { Due } from './due-queue.ts';
import type { Obstacle } from './obstacle.ts';
import type { PlaceWait } from './state.ts';

export interface PlacesGiven {
  readonly places: ReadonlyMap<Due, Place>;
  /** Why each of the others waits, by name. */
  readonly waiting: ReadonlyMap<string, PlaceWait>;
}

export async function askForPlaces(
  admission: Admission,
  candidates: readonly Due[],
): Promise<PlacesGiven> {
  const places = new Map<Due, Place>();
  const waiting = new Map<string, PlaceWait>();
  if (candidates.length === 0) return { places, waiting };
  const verdicts = await admission.admit(
    candidates.map(({ prepared: { task }, estimate }) => ({ task, estimate, memoryFloor: 0 })),
  );
  for (const [index, due] of candidates.entries()) {
    const verdict = verdicts[index];
    if (verdict?.kind === 'admitted') places.set(due, verdict.place);
    else if (verdict) {
      const { reason: text, obstacle = gateOf(due) } = verdict;
      waiting.set(due.name, { kind: 'resources', text, obstacle });
    }
  }
  return { places, waiting };
}

function gateOf({ prepared: { task } }: Due): Obstacle {
  return task.class === null ? 'processors' : classGates[task.class];
}
