import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** System calls that give a file a name or let it be written. */
const calls = 'open,openat,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat';

/**
 * Makes a program that runs Node.js under strace(1), so that the kernel tells what a supervisor and everything it
 * starts writes. One trace a supervisor lies in `directory`.
 */
export function makeTracer(directory: string, strace: string): string {
  const tracer = path.join(directory, 'traced-node');
  const trace = path.join(directory, 'trace');
  writeFileSync(
    tracer,
    `#!/bin/sh\nexec '${strace}' -f -qq -y --seccomp-bpf -e trace=${calls} -e status=successful -s 4096 -o '${trace}'.$$ '${process.execPath}' "$@"\n`,
  );
  chmodSync(tracer, 0o755);
  return tracer;
}

/** Every path that a trace shows as written, by the agent whose supervisor it is of. */
export async function readTraces(directory: string): Promise<Map<string, Set<string>>> {
  const written = new Map<string, Set<string>>();
  for (const name of readdirSync(directory).filter((each) => each.startsWith('trace.'))) {
    const paths = new Set<string>();
    let log = '';
    for await (const line of createInterface({
      input: createReadStream(path.join(directory, name)),
    })) {
      const file = writtenPath(line);
      if (file === null) continue;
      paths.add(file);
      if (file.endsWith('/log/agent.log')) log = file;
    }
    written.set(log, paths);
  }
  return written;
}

/** `openat(AT_FDCWD</cwd>, "x", O_WRONLY|…) = 3</cwd/x>`; of two names a call gives, the last is the one it makes. */
function writtenPath(line: string): string | null {
  const call = /^\d+\s+(\w+)\((.*)\)\s+= \d+(?:<(.*)>)?$/.exec(line);
  if (!call) return null;
  const [, name = '', parameters = '', opened] = call;
  if (name.startsWith('open') || name === 'creat') {
    const isWritten = name === 'creat' || /\bO_(?:WRONLY|RDWR|CREAT)\b/.test(parameters);
    return isWritten && opened?.startsWith('/') ? unescape(opened) : null;
  }
  const names = [...parameters.matchAll(/(?:<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)];
  const target = names.at(-1);
  if (!target) return null;
  const [, base, file = ''] = target;
  if (path.isAbsolute(file)) return path.normalize(unescape(file));
  return base === undefined ? null : path.join(unescape(base), unescape(file));
}

function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{1,3}|.)/g, (_, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : code,
  );
}

/** One hash over the names and contents of everything below a directory. */
export function digest(directory: string): string {
  const hash = createHash('sha256');
  const visit = (current: string): void => {
    for (const name of readdirSync(current).sort()) {
      const file = path.join(current, name);
      const status = lstatSync(file);
      hash.update(`${path.relative(directory, file)}\0`);
      if (status.isSymbolicLink()) hash.update(readlinkSync(file));
      else if (status.isDirectory()) visit(file);
      else if (status.isFile()) hash.update(readFileSync(file));
    }
  };
  visit(directory);
  return hash.digest('hex');
}
