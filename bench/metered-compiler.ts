import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A rustc that notes what it took. Whoever runs it, cargo, a wrapper or a daemon, and however often it is not run because
 * a cache had the answer: what it and the linker spent is on record. Costs one more `sh` a compilation, everywhere alike.
 */
export class MeteredCompiler {
  /** For RUSTC; absolute. */
  readonly path: string;
  readonly #record: string;

  /** Writes its two files to `directory`. */
  constructor(directory: string) {
    this.path = path.join(directory, 'rustc');
    this.#record = path.join(directory, 'compiler-times');
    const sysroot = execFileSync('rustc', ['--print', 'sysroot'], { encoding: 'utf8' }).trim();
    // POSIX `times`: the second line is the user and system time of the children that have ended.
    const script = `#!/bin/sh
'${path.join(sysroot, 'bin', 'rustc')}' "$@"
status=$?
times >> '${this.#record}'
exit $status
`;
    writeFileSync(this.path, script);
    chmodSync(this.path, 0o755);
  }

  /** Processor seconds of all that was compiled since the last call. */
  take(): number {
    const text = readFileSync(this.#record, 'utf8');
    rmSync(this.#record);
    const lines = text.matchAll(/(\d+)m([\d.]+)s (\d+)m([\d.]+)s/g);
    return [...lines].reduce((sum, [, ...parts]) => {
      const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = parts.map(Number);
      return sum + (userMinutes + systemMinutes) * 60 + user + system;
    }, 0);
  }
}
