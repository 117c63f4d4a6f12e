import { z } from 'zod';
import { walIsSafe } from '../../../store/database.ts';
import { verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

const journalRow = z.object({ journal_mode: z.string() });
const versionRow = z.object({ version: z.string() });
const verdictRow = z.object({ quick_check: z.string() });

/** The database that all windows and command lines agree on is whole, and kept by an SQLite that keeps it so. */
export const database: DoctorCheck = {
  id: 'interference.database',
  stage: 'interference',
  run({ engine: { store, location } }) {
    const { version } = versionRow.parse(store.get('SELECT sqlite_version() AS version'));
    const journal = journalRow.parse(store.get('PRAGMA journal_mode')).journal_mode;
    const verdict = verdictRow
      .parse(store.get('PRAGMA quick_check(1)'))
      .quick_check.replace(/\s+/g, ' ');
    const told = `${location.database}: SQLite ${version}, journal ${journal}, quick_check says ${verdict}.`;
    if (verdict !== 'ok') {
      const cure = 'Close all windows and command lines, and move the database aside.';
      return verdictOf([{ result: 'fail', evidence: told, cure }], '');
    }
    const isRisky = journal === 'wal' && !walIsSafe(version);
    return verdictOf(
      [
        {
          result: isRisky ? 'fail' : 'pass',
          evidence: told,
          cure: 'SQLite before 3.51.3 may damage a database in WAL mode that several programs write: run Lanekeeper with a later Node.js.',
        },
      ],
      '',
    );
  },
};
