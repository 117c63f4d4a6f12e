import { readLogTail } from '../../process/log-reader.ts';
import { PlainTextDecoder } from '../../terminal/plain-text.ts';

/** Longer lines are cut at their beginning; bytes. */
const tailBytes = 4096;

/** The last line of a log that says anything, as plain text; null if there is none, or no log. */
export async function readLastLine(log: string): Promise<string | null> {
  const decoder = new PlainTextDecoder();
  const text = decoder.write(await readLogTail(log, tailBytes)) + decoder.end();
  const lines = text.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '') ?? null;
}
