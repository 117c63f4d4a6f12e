import { emptyTrash } from '../../../artifact/finish.ts';
import { formatBytes } from '../../../quantities.ts';
import { leftDirectories, placesOf, trashFinding } from '../../checks/artifacts-gone.ts';
import { verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

/** Nothing fills the disk that no agent owns: every directory belongs to one, and the trash is empty. */
export const leftovers: DoctorCheck = {
  id: 'interference.leftovers',
  stage: 'interference',
  async run({ engine: { location }, agents }) {
    const { owned, trashes } = placesOf(location);
    const found = await Promise.all(owned.map((parent) => leftDirectories(parent, agents)));
    const waiting = await Promise.all(trashes.map(trashFinding));
    // What waits in the trash while no clean-up runs was leaked by one that was interrupted.
    const leaked = waiting.map((trash) =>
      trash.result === 'pass' ? trash : { ...trash, result: 'fail' as const },
    );
    return verdictOf([...found.flat(), ...leaked], '');
  },
  async fix({ engine: { location } }) {
    const { bytes, removed } = await emptyTrash(location);
    return removed.length === 0
      ? []
      : [
          `Finished ${String(removed.length)} clean-ups that were interrupted: ${formatBytes(bytes)} freed.`,
        ];
  },
};
