import { plainText } from '../terminal/plain-text.ts';
import type { Confidence } from './confidence.ts';
import { detached } from './detached-text.ts';
import type { Finding } from './finding.ts';
import type { LineMatch } from './line-match.ts';

const longestText = 500;

/**
 * The finding for a match. What is shown of the line is plain and at most 500 UTF-16 units long.
 */
export function describeFinding(
  { pattern, tool, resource, text, line }: LineMatch,
  confidence: Confidence,
): Finding {
  return {
    tool: shown(tool),
    kind: pattern.kind,
    resource: shown(resource),
    blocking: pattern.blocking,
    line,
    text: shown(text),
    cure: pattern.cure,
    confidence,
  };
}

function shown(text: string): string {
  const plain = plainText(text).replace(/\s/g, ' ').trim().slice(0, longestText);
  return detached(plain.toWellFormed());
}
