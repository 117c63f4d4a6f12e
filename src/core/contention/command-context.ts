import type { Assessment } from './confidence.ts';
import { type ProgramCall, programsOf } from './command-programs.ts';

/** Programs that show what others have written. Their own faults are their own: `cat: write error: …`. */
const showing: ReadonlySet<string> = new Set([
  ...['cat', 'tac', 'zcat', 'xzcat', 'bat', 'batcat', 'less', 'more', 'most', 'head', 'tail', 'nl'],
  ...['grep', 'egrep', 'fgrep', 'zgrep', 'rg', 'ag', 'ack', 'sed', 'awk', 'gawk', 'mawk', 'cut'],
  ...['sort', 'uniq', 'fold', 'column', 'tr', 'diff', 'colordiff', 'delta', 'comm', 'jq', 'yq'],
  ...['strings', 'xxd', 'od', 'hexdump', 'man', 'journalctl', 'glow', 'mdcat'],
  ...['sqlite3', 'psql', 'mysql', 'curl', 'wget'],
]);

/** Programs of which some commands show what others have written. */
const showingCommands: Readonly<Record<string, RegExp>> = {
  git: /^(?:log|show|diff|blame|grep|reflog|shortlog|cat-file|range-diff|whatchanged|annotate|stash (?:list|show))(?: |$)/,
  docker: /^(?:logs|service logs|compose logs)(?: |$)/,
  podman: /^logs(?: |$)/,
  kubectl: /^logs(?: |$)/,
  gh: /^(?:issue|pr|run) (?:view|list|diff)(?: |$)/,
  lanekeeper: /^(?:logs|show|contention|scan)(?: |$)/,
};

/** Under which names the messages of what a program runs go, where they are others than its own. */
const familyOf: Readonly<Record<string, readonly string[]>> = {
  cargo: ['rust', 'rustup', 'ld', 'gcc', 'sccache'],
  rustc: ['rust', 'ld', 'gcc'],
  cc: ['gcc', 'ld', 'as', 'cc1', 'collect2'],
  gcc: ['ld', 'as', 'cc1', 'collect2'],
  'g++': ['gcc', 'ld', 'as', 'cc1plus', 'collect2'],
  clang: ['llvm', 'ld'],
  apt: ['apt-get', 'dpkg'],
  'apt-get': ['dpkg'],
  sqlite3: ['sqlite'],
  python3: ['python'],
  pip: ['python'],
  pip3: ['pip', 'python'],
  pytest: ['python'],
  uv: ['python', 'pip', 'rust'],
  poetry: ['python', 'pip'],
  node: ['sqlite'],
  npm: ['node'],
  npx: ['npm', 'node'],
  pnpm: ['node', 'npm'],
  yarn: ['node'],
  vite: ['node'],
  next: ['node'],
  vitest: ['node', 'vite'],
  jest: ['node'],
  mvn: ['maven', 'java'],
  gradlew: ['gradle', 'java'],
  gradle: ['java'],
};

/**
 * What the command line that prints a stream tells of the messages in it: nothing that is only shown counts, and one of
 * a tool that runs is likely.
 */
export function assessmentOf(command: string | readonly string[]): Assessment {
  const commands = programsOf(typeof command === 'string' ? command : lineOf(command));
  const running = commands.filter(({ name, rest }) => !isShowing(name, rest));
  if (running.length === 0 && commands.length > 0) {
    const own = familiesOf(commands.filter(({ name }) => showing.has(name)));
    return (tool) => (own.has(tool) ? 'likely' : null);
  }
  const own = familiesOf(commands);
  return (tool) => (own.has(tool) ? 'likely' : 'possible');
}

/** The tools whose messages these programs print. */
function familiesOf(commands: readonly ProgramCall[]): ReadonlySet<string> {
  return new Set(commands.flatMap(({ name }) => [name, ...(familyOf[name] ?? [])]));
}

/** Of output of which nobody knows what printed it. */
export const assessByText: Assessment = () => 'possible';

/** A shell is told its line in one word. */
function lineOf(words: readonly string[]): string {
  const [program = '', option, line] = words;
  const isShell = /(?:^|\/)(?:ba|da|z|k)?sh$/.test(program) && /^-\w*c$/.test(option ?? '');
  if (isShell && line !== undefined) return line;
  return words
    .map((word) => (/^[\w./=:@-]+$/.test(word) ? word : `'${word.replaceAll("'", '')}'`))
    .join(' ');
}

function isShowing(name: string, rest: string): boolean {
  return showing.has(name) || (showingCommands[name]?.test(rest) ?? false);
}
