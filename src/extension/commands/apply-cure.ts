import { window as editor } from 'vscode';
import { LanekeeperError } from '../../core/error.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import type { MadeCheck } from '../checks/check-results.ts';
import { requireTrust } from '../workspace-access.ts';
import { chooseChecks } from './choose-checks.ts';
import type { Command } from './command.ts';

/**
 * Apply Cure: has the doctor do what cures a check that failed, where that can cost nothing, and make the check again. It
 * asks nothing, as `lanekeeper doctor --fix` does not.
 */
export const applyCure: Command = async ({ access, checks }, invocation) => {
  requireTrust();
  const chosen = await chooseChecks(checks, invocation, {
    placeholder: 'Which check shall be cured?',
    none: 'No check failed that has a cure which costs nothing.',
    fits: ({ fixable }) => fixable === true,
  });
  const doctor = checks.of('doctor');
  if (chosen.length === 0 || !doctor) {
    if (invocation.from !== 'script') return undefined;
    throw new LanekeeperError(
      'input-invalid',
      'That check has no cure to apply.',
      'Name one that the doctor last found to fail, with "fixable": true.',
    );
  }
  const engine = await access.ready();
  const { workspace } = doctor;
  const made = await checks.renew('doctor', () =>
    engine.doctor({ workspace, fix: true, checks: chosen.map(({ id }) => id) }),
  );
  if (invocation.from === 'script') return { checks: made };
  tell(made);
  return undefined;
};

/** What was done, and of what still fails what the user can do: a cure never does more than can cost nothing. */
function tell(made: readonly MadeCheck[]): void {
  const done = made.flatMap(({ fixed = [] }) => fixed);
  const failing = made.filter(({ result }) => result === 'fail').map(({ cure }) => cure);
  if (failing.length > 0) {
    void editor.showWarningMessage(plainText([...done, ...failing].join(' ')));
  } else {
    void editor.showInformationMessage(
      plainText(done.length > 0 ? done.join(' ') : 'There was nothing left to cure.'),
    );
  }
}
