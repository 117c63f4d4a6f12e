/** One command of a command line. */
export interface ProgramCall {
  /** Its base name, without `.exe`. */
  readonly name: string;
  /** Its arguments but for the options before the first word: `log -p` of `git -C x log -p`. */
  readonly rest: string;
}

/** Programs that run the command that their arguments are. */
const wrappers: ReadonlySet<string> = new Set([
  ...['sudo', 'doas', 'env', 'time', 'nice', 'ionice', 'nohup', 'stdbuf', 'command', 'exec'],
  ...['timeout', 'unbuffer', 'caffeinate', 'chrt', 'taskset', 'setsid', 'xargs', 'watch'],
]);

/** Words of a shell that begin no command, and those that tell of nothing: what a script says itself may be anything. */
const shellWords = new Set(['then', 'do', 'else', '{', '(', '!', 'if', 'while', 'until']);
const silent = new Set([
  'cd',
  'pushd',
  'popd',
  'export',
  'set',
  'true',
  'false',
  ':',
  'wait',
  'echo',
  'printf',
  'test',
  '[',
  'fi',
  'done',
  '}',
  ')',
]);

const assignment = /^[A-Za-z_]\w*=/;

/** Options whose value is the next word, of programs whose first word matters. */
const valued = /^(?:-C|-c|--git-dir|--work-tree|-n|-u|-k|-s)$/;

/** The longest command line that is looked at, in UTF-16 units: what follows may be a whole script. */
const longestLine = 4096;

/**
 * The programs that a command line starts, as far as its words tell: split at the operators of a shell outside of
 * quotes, without assignments, redirections and programs that only start another. A here-document and what is in
 * quotes is not looked into.
 */
export function programsOf(line: string): ProgramCall[] {
  return split(line.slice(0, longestLine)).flatMap((words) => programOf(words) ?? []);
}

function programOf(words: readonly string[]): ProgramCall | null {
  let isWrapped = false;
  for (const [index, word] of words.entries()) {
    if (shellWords.has(word) || assignment.test(word)) continue;
    // What a wrapper is told before its command: options, and numbers such as a time limit.
    if (isWrapped && (word.startsWith('-') || /^[\d.]+[smhd]?$/.test(word))) continue;
    const name = baseName(word);
    if (silent.has(name)) return null;
    if (!wrappers.has(name)) return { name, rest: restOf(words.slice(index + 1)) };
    isWrapped = true;
  }
  return null;
}

function restOf(words: readonly string[]): string {
  let start = 0;
  for (let word = words[start]; word?.startsWith('-'); word = words[start]) {
    start += valued.test(word) ? 2 : 1;
  }
  return words.slice(start).join(' ');
}

function baseName(word: string): string {
  return (word.split(/[\\/]/).at(-1) ?? word).replace(/\.exe$/i, '');
}

/** The commands of a line as lists of words, without their quotes. Redirections are left out. */
function split(line: string): string[][] {
  const commands: string[][] = [[]];
  // A quoted word, an escaped one, an operator, or a redirection with where it leads.
  const token =
    /\s+|\d*(?:>>?|<)(?:&\d|\s*[^\s|&;<>]+)|(?:\|\|?|&&?|[;\n()])|((?:[^\s"'\\|&;<>()]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)|./gsy;
  for (const [text, word] of line.matchAll(token)) {
    if (word !== undefined) commands.at(-1)?.push(word.replace(/["']/g, ''));
    else if (/^[|&;\n()]/.test(text)) commands.push([]);
  }
  return commands.filter((words) => words.length > 0);
}
