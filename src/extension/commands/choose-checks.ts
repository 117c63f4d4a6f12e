import { window as editor } from 'vscode';
import { plainText } from '../../core/terminal/plain-text.ts';
import type { CheckResults, KeptCheck } from '../checks/check-results.ts';
import { failedFirst, resultWords } from '../checks/check-words.ts';
import { parseCheckArgument } from './check-arguments.ts';
import type { Invocation } from './invocation.ts';

interface Question {
  readonly placeholder: string;
  /** Which checks the command makes sense for; all when absent. */
  readonly fits?: (check: KeptCheck) => boolean;
  /** What to tell a person when there is no such check. */
  readonly none: string;
}

/**
 * The checks that a command is meant for, failed ones first: that of the row it was called on, or all of the stage's; the
 * one a script names; else one that the user chooses. None when the user chose none or there is none to choose.
 *
 * @throws LanekeeperError input-invalid
 */
export async function chooseChecks(
  results: CheckResults,
  invocation: Invocation,
  { placeholder, none, fits = () => true }: Question,
): Promise<readonly KeptCheck[]> {
  const made = failedFirst(results.all.flatMap(({ checks }) => checks)).filter(fits);
  if (invocation.from === 'script') {
    const { check } = parseCheckArgument(invocation.argument);
    return made.filter(({ id }) => id === check);
  }
  if (invocation.from === 'checks') {
    const { stage, check } = invocation;
    const those = failedFirst(results.of(stage)?.checks ?? []).filter(fits);
    return check === null ? those : those.filter(({ id }) => id === check);
  }
  if (made.length === 0) {
    void editor.showInformationMessage(none);
    return [];
  }
  const chosen = await editor.showQuickPick(
    made.map((check) => ({
      check,
      label: check.id,
      description: resultWords[check.result],
      detail: plainText(check.evidence),
    })),
    { placeHolder: placeholder, matchOnDetail: true },
  );
  return chosen ? [chosen.check] : [];
}
