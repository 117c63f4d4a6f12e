import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The file system that a path lies on. */
export interface Mount {
  /** For example `tmpfs` or `ext4`. */
  readonly type: string;
  /** Where it is mounted, absolute. */
  readonly place: string;
  /** Of this mount, for example `rw`, `nosuid`, `noexec`. */
  readonly options: readonly string[];
}

/**
 * What is mounted where an absolute path without links lies, from the kernel's list (proc_pid_mountinfo(5)); null where
 * there is no such list. Of several on one place the last one counts.
 */
export function mountOf(target: string, list = readList()): Mount | null {
  let found: Mount | null = null;
  for (const line of list.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , , place, options = ''] = before.split(' ');
    const [type] = after.split(' ');
    if (place === undefined || !type) continue;
    const plain = unescape(place);
    if (!isBelow(target, plain) || (found && plain.length < found.place.length)) continue;
    found = { type, place: plain, options: options.split(',') };
  }
  return found;
}

function isBelow(target: string, place: string): boolean {
  return target === place || target.startsWith(place === '/' ? '/' : place + path.sep);
}

/** Space, tab, line feed and backslash are written in octal. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

function readList(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    // Not Linux.
    return '';
  }
}
