import path from 'node:path';
import { findExecutable } from '../../src/core/process/find-executable.ts';

/** PATH without the folders in which a program lies. */
export async function pathWithout(program: string): Promise<string> {
  let value = process.env['PATH'] ?? '';
  for (;;) {
    const found = await findExecutable(program, { PATH: value });
    if (found === null) return value;
    value = value
      .split(path.delimiter)
      .filter((each) => path.resolve(each) !== path.dirname(found))
      .join(path.delimiter);
  }
}
