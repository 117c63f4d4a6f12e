import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { taskFileSchema } from '../src/core/task/declaration/lanekeeper-file.ts';
import { root } from './project.ts';

/** What editors complete and check `lanekeeper.json` with: package.json contributes it to VS Code. */
export const schemaFile = path.join(root, 'media', 'lanekeeper.schema.json');

export function taskSchemaText(): string {
  const schema = z.toJSONSchema(taskFileSchema, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ ...schema, title: 'Tasks of Lanekeeper' }, null, 2)}\n`;
}

// Run as a program it writes the file, which a test holds against the schema.
if (process.argv[1] === import.meta.filename) {
  const text = taskSchemaText();
  if ((await readFile(schemaFile, 'utf8').catch(() => '')) !== text)
    await writeFile(schemaFile, text);
}
