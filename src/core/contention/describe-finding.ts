import { plainText } from '../terminal/plain-text.ts';
import type { Finding } from './finding.ts';
import type { ContentionPattern } from './pattern.ts';

const longestText = 500;

/** The finding for a line that matched. What is shown of the line is plain and at most 500 UTF-16 units long. */
export function describeFinding(
  pattern: ContentionPattern,
  matched: RegExpExecArray,
  text: string,
  line: number,
): Finding {
  return {
    tool: shown(matched.groups?.['tool'] ?? pattern.tool),
    kind: pattern.kind,
    resource: shown(matched.groups?.['resource'] ?? pattern.resource ?? ''),
    blocking: pattern.blocking,
    line,
    text: shown(text),
    cure: pattern.cure,
  };
}

/** A copy: a piece of a string keeps all of that string in memory, and findings are kept long. */
function shown(text: string): string {
  const plain = plainText(text).replace(/\s/g, ' ').trim().slice(0, longestText);
  return Buffer.from(plain.toWellFormed()).toString();
}
