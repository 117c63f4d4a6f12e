import { commands, ProgressLocation, window as editor } from 'vscode';
import { abortSignal } from '../abort-signal.ts';
import { type CheckStage, checkStages, type MadeCheck } from '../checks/check-results.ts';
import { stageWords } from '../checks/check-words.ts';
import { viewIds } from '../contributions/views.ts';
import { localFolders, requireTrust } from '../workspace-access.ts';
import {
  parseDoctorArgument,
  parseStageArgument,
  parseVerifyArgument,
  stagesOf,
} from './check-arguments.ts';
import type { Command, Window } from './command.ts';
import type { Invocation } from './invocation.ts';

/** What to look at, of which folder and agent. */
interface Look {
  readonly stage: CheckStage;
  readonly workspace: string;
  readonly agent: string | null;
  readonly fix?: boolean;
}

/** Run Doctor: what troubles agents here, in the Checks view. */
export const runDoctor: Command = async (window, invocation) => {
  requireTrust();
  const { workspace = firstFolder(), fix = false } = parseDoctorArgument(invocation);
  return run(window, invocation, [{ stage: 'doctor', workspace, agent: null, fix }]);
};

/** Run Quality Gates: whether agents are isolated, before, while and after they work, in the Checks view. */
export const verifyIsolation: Command = async (window, invocation) => {
  requireTrust();
  const { workspace = firstFolder(), agent = null, stages } = parseVerifyArgument(invocation);
  const wanted = stagesOf(stages);
  return run(
    window,
    invocation,
    wanted.map((stage) => ({ stage, workspace, agent })),
  );
};

/** Check Again: one stage as it was asked before; without one all that were, or all that there are. */
export const checkAgain: Command = async (window, invocation) => {
  requireTrust();
  const { checks } = window;
  const asked = checks.all.map(({ stage }) => stage);
  const stage =
    invocation.from === 'checks' ? invocation.stage : parseStageArgument(invocation).stage;
  const wanted = stage === undefined ? (asked.length > 0 ? asked : checkStages) : [stage];
  return run(
    window,
    invocation,
    wanted.map((each) => {
      const { workspace = firstFolder(), agent = null } = checks.of(each) ?? {};
      return { stage: each, workspace, agent };
    }),
  );
};

/** Looks at one stage after the other, so that what is known is seen, and the rest can be cancelled. */
async function run(
  window: Window,
  invocation: Invocation,
  looks: readonly Look[],
): Promise<{ checks: MadeCheck[] } | undefined> {
  if (invocation.from !== 'script') await commands.executeCommand(`${viewIds.checks}.focus`);
  const checks = await editor.withProgress(
    {
      location: ProgressLocation.Notification,
      title: 'Checking',
      cancellable: !looks.some(({ fix }) => fix),
    },
    async (progress, token) => {
      const { signal, dispose } = abortSignal(token);
      const made: MadeCheck[] = [];
      try {
        for (const look of looks) {
          progress.report({ message: stageWords[look.stage].toLowerCase() });
          made.push(...(await lookAt(window, look, signal)));
        }
      } finally {
        dispose();
      }
      return made;
    },
  );
  return invocation.from === 'script' ? { checks } : undefined;
}

async function lookAt(
  { access, checks }: Window,
  { stage, workspace, agent, fix }: Look,
  signal: AbortSignal,
): Promise<readonly MadeCheck[]> {
  const engine = await access.ready();
  return checks.keep(stage, { workspace, agent }, () =>
    stage === 'doctor'
      ? engine.doctor({ workspace, signal, ...(fix !== undefined && { fix }) })
      : engine.verify({
          workspace,
          signal,
          stages: [stage],
          ...(agent !== null && { agent }),
        }),
  );
}

function firstFolder(): string {
  return localFolders()[0].uri.fsPath;
}
