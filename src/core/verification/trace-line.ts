import path from 'node:path';

/**
 * The system calls that make, change or remove a name, or open a file for writing. `?` lets strace(1) pass over those
 * that an architecture does not have.
 */
export const tracedCalls = [
  ...['open', 'openat', 'openat2', 'creat', 'truncate', 'mknod', 'mknodat', 'mkdir', 'mkdirat'],
  ...['rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'symlinkat'],
  ...['unlink', 'unlinkat', 'rmdir', 'bind', 'execve'],
].map((call) => `?${call}`);

/** What one line of a trace tells. */
export type TraceEvent =
  | { readonly type: 'write'; readonly pid: number; readonly paths: readonly string[] }
  | { readonly type: 'program'; readonly pid: number; readonly program: string };

/** Reads one finished call out of the output of `strace -f -y -o FILE`; null for what writes nothing. */
export function parseTraceLine(line: string): TraceEvent | null {
  const call = /^(\d+)\s+(\w+)\((.*)\)\s+= \d+(?:<(.*)>)?$/.exec(line);
  if (!call) return null;
  const [, digits = '', name = '', parameters = '', result] = call;
  const pid = Number(digits);
  if (name === 'execve') {
    const [, file = ''] = /^"((?:[^"\\]|\\.)*)"/.exec(parameters) ?? [];
    return { type: 'program', pid, program: path.basename(unescape(file)) };
  }
  const paths = writtenPaths(name, parameters, result);
  return paths.length === 0 ? null : { type: 'write', pid, paths };
}

function writtenPaths(name: string, parameters: string, opened: string | undefined): string[] {
  if (name.startsWith('open') || name === 'creat') {
    const isWritten = name === 'creat' || /\bO_(?:WRONLY|RDWR|CREAT)\b/.test(parameters);
    return isWritten && opened?.startsWith('/')
      ? [unescape(opened.replace(/\(deleted\)$/, ''))]
      : [];
  }
  if (name === 'bind') {
    // An abstract address (`@"…"`) is no file; a relative one names no folder to tell it by.
    const [, address = ''] = /sun_path="((?:[^"\\]|\\.)*)"/.exec(parameters) ?? [];
    return path.isAbsolute(address) ? [path.normalize(unescape(address))] : [];
  }
  const names = [...parameters.matchAll(/(?:<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)].flatMap(
    ([, base, file = '']) => {
      if (path.isAbsolute(file)) return [path.normalize(unescape(file))];
      return base === undefined ? [] : [path.join(unescape(base), unescape(file))];
    },
  );
  // A rename also takes the old name away; of a link, the last name is the one that is made.
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
