import { gitLocalVariables } from '../checkout/git.ts';
import { jobsVariable } from '../resource/jobserver/job-variables.ts';
import { ownLimits, ownLimitsVariable } from './own-limits.ts';

/** Names that mean something only to the process that set them, and mislead the tools of an agent. */
const dropped: ReadonlySet<string> = new Set([
  ...gitLocalVariables,
  'ELECTRON_RUN_AS_NODE',
  'ELECTRON_NO_ATTACH_CONSOLE',
  'ELECTRON_NO_ASAR',
  'APPLICATION_INSIGHTS_NO_DIAGNOSTIC_CHANNEL',
  'CHROME_DESKTOP',
  // Set by npm for the script it runs; `npm_config_user_agent` makes checks for the package manager fail.
  'INIT_CWD',
  'npm_command',
  'npm_execpath',
  'npm_node_execpath',
  'npm_config_user_agent',
  'npm_config_local_prefix',
  'npm_config_global_prefix',
  'npm_config_node_gyp',
  'npm_config_init_module',
  'npm_config_npm_version',
  // Beats the standard library of every virtual environment; `activate` unsets it as well.
  'PYTHONHOME',
  // The tokens of an agent's command are for what that starts itself.
  jobsVariable,
  'VIRTUAL_ENV_PROMPT',
  '__PYVENV_LAUNCHER__',
]);

/** Families of such names. Cargo's are those it sets for a program it runs; sccache would hash them into every key. */
const droppedFamilies: readonly RegExp[] = [
  /^VSCODE_/,
  /^npm_(?:lifecycle|package)_/,
  /^CARGO_(?:PKG_|MANIFEST_|CRATE_NAME$|BIN_NAME$|PRIMARY_PACKAGE$)/,
];

/** Variables that are only dropped with a value that cannot work in an agent. */
const droppedValues: readonly { readonly names: ReadonlySet<string>; readonly value: RegExp }[] = [
  {
    // The editor's own password prompt, which needs the variables dropped above.
    names: new Set(['GIT_ASKPASS', 'SSH_ASKPASS']),
    value: /[\\/]extensions[\\/]git[\\/]dist[\\/]/,
  },
  {
    // A job server's file descriptors do not reach a process that is started detached; cargo and make then complain.
    names: new Set(['MAKEFLAGS', 'MFLAGS', 'CARGO_MAKEFLAGS']),
    value: /--jobserver-(?:auth|fds)=/,
  },
];

/**
 * What of the environment of a window or terminal an agent's processes inherit: all of it but what belongs to the
 * process that spawns them (the editor, npm, cargo, make, a git hook).
 */
export function inheritedEnvironment(parent: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  // The share of an agent in whose terminal this runs is no choice of the user's.
  const limits = new Set([ownLimitsVariable, ...ownLimits(parent)]);
  for (const [name, value] of Object.entries(parent)) {
    if (value === undefined || dropped.has(name) || limits.has(name)) continue;
    if (droppedFamilies.some((family) => family.test(name))) continue;
    if (droppedValues.some((rule) => rule.names.has(name) && rule.value.test(value))) continue;
    // The environment of an agent in whose terminal this runs; a virtual environment of the user's own is kept.
    if (name === 'VIRTUAL_ENV' && value === parent['PYTHON_VENV_PATH']) continue;
    const cleaned = name === 'NODE_OPTIONS' ? withoutDebugger(value) : value;
    if (cleaned !== '' || cleaned === value) kept[name] = cleaned;
  }
  return kept;
}

/**
 * NODE_OPTIONS without what a debugger put there (VS Code's automatic attach preloads a script that needs its own
 * variables); what the user chose, such as a memory limit, stays.
 */
function withoutDebugger(options: string): string {
  const preload =
    /(?:--require|-r|--import)[ =](?:"[^"]*(?:js-debug|bootloader)[^"]*"|\S*(?:js-debug|bootloader)\S*)/g;
  return options
    .replaceAll(preload, '')
    .replaceAll(/--inspect(?:-brk|-port|-publish-uid|-wait)?(?:=\S*)?(?=\s|$)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
