import type { SetupStep } from './step.ts';

/**
 * The step that runs a script by what its name ends with, as the programs do that have such scripts. It is named by its
 * absolute path in the workspace: often it is not committed, and a worktree has none.
 */
export function scriptCommand(script: string, name: string, directory: string): SetupStep {
  return { name, command: interpreted(script), directory, timeoutSeconds: null };
}

function interpreted(script: string): string[] {
  if (script.endsWith('.ps1')) {
    return [
      'powershell.exe',
      '-NoLogo',
      '-NoProfile',
      '-ExecutionPolicy',
      'Bypass',
      '-File',
      script,
    ];
  }
  if (/\.(?:cmd|bat)$/i.test(script)) return ['cmd.exe', '/d', '/s', '/c', `"${script}"`];
  return ['sh', script];
}
