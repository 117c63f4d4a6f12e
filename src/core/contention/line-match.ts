import type { FoundNeedles } from './found-needles.ts';
import type { ContentionPattern } from './pattern.ts';
import { patternNeedles } from './patterns.ts';
import { taskPrefixOf } from './task-prefix.ts';

/** A line that is a message, as the stream has it: not yet fit to show. */
export interface LineMatch {
  readonly pattern: ContentionPattern;
  /** The prefix of the task that printed it, or an empty string. */
  readonly prefix: string;
  readonly tool: string;
  readonly resource: string;
  readonly text: string;
  readonly line: number;
  /** The same for every message of one task about one resource of one tool. */
  readonly key: string;
}

/**
 * The first pattern among the candidates that the line matches, with or without a task's prefix.
 */
export function matchLine(text: string, line: number, candidates: FoundNeedles): LineMatch | null {
  const trimmed = text.trimEnd();
  const match = matchBody(trimmed, '', trimmed, line, candidates);
  if (match) return match;
  const prefix = taskPrefixOf(trimmed);
  if (prefix === '') return null;
  return matchBody(trimmed.slice(prefix.length), prefix, trimmed, line, candidates);
}

function matchBody(
  body: string,
  prefix: string,
  text: string,
  line: number,
  candidates: FoundNeedles,
): LineMatch | null {
  for (let position = 0; position < candidates.count; position += 1) {
    const pattern = patternNeedles[candidates.at(position)]?.pattern;
    if (!pattern) return null;
    const matched = pattern.expression.exec(body);
    if (!matched) continue;
    const tool = matched.groups?.['tool'] ?? pattern.tool;
    const resource = matched.groups?.['resource'] ?? pattern.resource ?? '';
    return { pattern, prefix, tool, resource, text, line, key: `${prefix}\0${tool}\0${resource}` };
  }
  return null;
}
