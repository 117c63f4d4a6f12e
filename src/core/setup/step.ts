import { z } from 'zod';

/** A command that prepares a checkout before its agent's own command, or clears up before the checkout goes. */
export const setupStepSchema = z.object({
  /** What people call it; names tell the steps of one agent apart. */
  name: z.string(),
  /** Program and arguments. */
  command: z.array(z.string()),
  /** Where it runs, relative to the checkout with `/` between the parts; `.` is the checkout itself. */
  directory: z.string(),
  /** Its own limit, in seconds; null for the one in the settings. */
  timeoutSeconds: z.number().nullable(),
});

export type SetupStep = z.infer<typeof setupStepSchema>;

/** What one settings file says of steps. */
export interface StepLists {
  readonly setup: readonly SetupStep[];
  readonly teardown: readonly SetupStep[];
}

/** The shell that runs a line: bash where there is one, since other programs' lines are often written for it. */
export type Shell = 'sh' | 'bash' | 'cmd';

/** A line for a shell as a command. */
export function shellCommand(line: string, shell: Shell): string[] {
  // Without `/d`, cmd runs what the registry's AutoRun says first.
  return shell === 'cmd' ? ['cmd.exe', '/d', '/s', '/c', line] : [shell, '-c', line];
}

/** Lines for a shell as steps, called after their own text. */
export function shellSteps(lines: readonly string[], shell: Shell, directory: string): SetupStep[] {
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => ({
      name: nameOf(line),
      command: shellCommand(line, shell),
      directory,
      timeoutSeconds: null,
    }));
}

/** The first line that says something, cut to what fits a list. */
export function nameOf(line: string): string {
  const first = line.split('\n').find((each) => each.trim() !== '' && !each.startsWith('#!')) ?? '';
  const text = first.trim();
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Steps of the same name get a number, so that each can be told from the others. */
export function numberAlike(steps: readonly SetupStep[]): SetupStep[] {
  const seen = new Map<string, number>();
  return steps.map((step) => {
    const count = (seen.get(step.name) ?? 0) + 1;
    seen.set(step.name, count);
    return count === 1 ? step : { ...step, name: `${step.name} (${String(count)})` };
  });
}
