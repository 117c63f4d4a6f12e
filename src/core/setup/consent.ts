import { LanekeeperError } from '../error.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { ProjectSetup } from './project-setup.ts';

/** How many agreements of one workspace are kept: its branches may have different steps. */
const agreementsKept = 50;

/** Whether the user has agreed to just these steps, and the scripts they name, in this workspace. */
export function isAgreed(
  store: Pick<Store, 'get'>,
  workspace: string,
  { hash }: Pick<ProjectSetup, 'hash'>,
): boolean {
  const row = store.get('SELECT 1 FROM consents WHERE workspace = ? AND hash = ?', workspace, hash);
  return row !== undefined;
}

export function agree(
  transaction: Transaction,
  workspace: string,
  { hash }: Pick<ProjectSetup, 'hash'>,
): void {
  transaction.run(
    'INSERT OR REPLACE INTO consents (workspace, hash, time) VALUES (?, ?, ?)',
    workspace,
    hash,
    new Date().toISOString(),
  );
  transaction.run(
    `DELETE FROM consents WHERE workspace = ?1 AND hash NOT IN
      (SELECT hash FROM consents WHERE workspace = ?1 ORDER BY time DESC LIMIT ?2)`,
    workspace,
    agreementsKept,
  );
}

/** Takes back all that was agreed to in a workspace. */
export function revoke(transaction: Transaction, workspace: string): void {
  transaction.run('DELETE FROM consents WHERE workspace = ?', workspace);
}

/** What to tell somebody whose project has steps that nobody agreed to. */
export function notAgreed(workspace: string, setup: ProjectSetup): LanekeeperError {
  const count = setup.setup.length + setup.teardown.length;
  const steps = count === 1 ? 'a step' : `${String(count)} steps`;
  const names = [...setup.setup, ...setup.teardown].map(({ name }) => `"${name}"`);
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ', …' : '');
  return new LanekeeperError(
    'setup-not-agreed',
    `${setup.files.join(' and ')} has ${steps} that would run as you, and nobody has agreed to them as they are in ${workspace}: ${shown}.`,
    'Read them with "lanekeeper setup" and agree with "lanekeeper setup --agree", or spawn without them: --no-setup. Spawn Agent in VS Code asks.',
  );
}
