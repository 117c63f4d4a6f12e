import path from 'node:path';

/**
 * The system calls that make, change or remove a name, or open a file for writing. `?` lets strace(1) pass over those
 * that an architecture does not have.
 */
export const tracedCalls = [
  ...['open', 'openat', 'openat2', 'creat', 'truncate', 'mknod', 'mknodat', 'mkdir', 'mkdirat'],
  ...['rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'symlinkat'],
  ...['unlink', 'unlinkat', 'rmdir', 'bind'],
  // Who does it, and where relative names begin.
  ...['execve', 'chdir', 'fchdir', 'fork', 'vfork', 'clone', 'clone3'],
].map((call) => `?${call}`);

/** What one line of a trace tells. Paths are as the call gave them: relative ones begin at the working directory. */
export type TraceEvent =
  | { readonly type: 'write'; readonly paths: readonly string[] }
  | { readonly type: 'program'; readonly program: string }
  | { readonly type: 'directory'; readonly path: string }
  | { readonly type: 'child'; readonly pid: number }
  /** A call that writes nothing. */
  | { readonly type: 'other' };

export interface TraceLine {
  readonly pid: number;
  /** The working directory of the process, where the line names it. */
  readonly directory: string | null;
  readonly event: TraceEvent;
}

/** Reads one finished call out of the output of `strace -f -y -o FILE`; null for what is none. */
export function parseTraceLine(line: string): TraceLine | null {
  const call = /^(\d+)\s+(\w+)\((.*)\)\s+= (\d+)(?:<(.*)>)?$/.exec(line);
  if (!call) return null;
  const [, pid = '', name = '', parameters = '', result = '', opened] = call;
  const directory = /\bAT_FDCWD<([^>]*)>/.exec(parameters)?.[1];
  return {
    pid: Number(pid),
    directory: directory === undefined ? null : unescape(directory),
    event: eventOf(name, parameters, Number(result), opened),
  };
}

function eventOf(
  name: string,
  parameters: string,
  result: number,
  opened: string | undefined,
): TraceEvent {
  const [, first = ''] = /^"((?:[^"\\]|\\.)*)"/.exec(parameters) ?? [];
  switch (name) {
    case 'execve':
      return { type: 'program', program: path.basename(unescape(first)) };
    case 'chdir':
      return { type: 'directory', path: unescape(first) };
    case 'fchdir':
      return { type: 'directory', path: unescape(/^\d+<(.*)>$/.exec(parameters)?.[1] ?? '.') };
    case 'fork':
    case 'vfork':
    case 'clone':
    case 'clone3':
      return { type: 'child', pid: result };
    default: {
      const paths = writtenPaths(name, parameters, opened);
      return paths.length === 0 ? { type: 'other' } : { type: 'write', paths };
    }
  }
}

function writtenPaths(name: string, parameters: string, opened: string | undefined): string[] {
  if (name.startsWith('open') || name === 'creat') {
    const isWritten = name === 'creat' || /\bO_(?:WRONLY|RDWR|CREAT)\b/.test(parameters);
    // What was opened has its name from the kernel, links resolved.
    if (!isWritten || !opened?.startsWith('/')) return [];
    return [unescape(opened.replace(/\(deleted\)$/, ''))];
  }
  if (name === 'bind') {
    // An abstract address (`@"…"`) is no file.
    const address = /sun_path="((?:[^"\\]|\\.)*)"/.exec(parameters)?.[1];
    return address === undefined ? [] : [unescape(address)];
  }
  const names = [...parameters.matchAll(/(?:<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)].map(
    ([, base, file = '']) =>
      base === undefined ? unescape(file) : path.resolve(unescape(base), unescape(file)),
  );
  // The text of a symbolic link is no file; of a link, the last name is the one that is made. A rename takes the old
  // name away as well.
  return name.startsWith('rename') ? names : names.slice(-1);
}

function unescape(text: string): string {
  const bytes = text.replaceAll(/\\([0-7]{1,3}|.)/g, (_, code: string) => {
    const control = controls.get(code);
    if (control !== undefined) return control;
    return /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : code;
  });
  // strace escapes each byte of what is not ASCII.
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

const controls: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['f', '\f'],
  ['v', '\v'],
]);
