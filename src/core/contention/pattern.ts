import type { FindingKind } from './finding.ts';

/**
 * One message of one tool, as data. `expression` must match a whole plain line (no colours, no
 * trailing blanks, no task runner's prefix) in time linear in its length; its group `resource`
 * names what is held, its group `tool` the program where several print the same text.
 */
export interface ContentionPattern {
  /** Unique: `<tool>-<message>`. */
  readonly id: string;
  readonly tool: string;
  readonly kind: FindingKind;
  /** Whether the process that prints it goes on to wait. */
  readonly blocking: boolean;
  /**
   * Text that every match contains, as long as may be: only lines that hold it are looked at. Where
   * the text is translated, several, of which every match contains one.
   */
  readonly needle: string | readonly string[];
  readonly expression: RegExp;
  /** What is held, where the text does not name it. */
  readonly resource?: string;
  /**
   * The line that must come next, blank lines aside, for messages whose first line alone proves
   * nothing.
   */
  readonly confirmation?: RegExp;
  /** The message ends with `needle`, a single one, and no line feed follows it. */
  readonly completedByNeedle?: true;
  /** What the user can do about it: whole sentences. */
  readonly cure: string;
  /** Where the tool's text is defined or documented. */
  readonly source: string;
}

/** Each needle of a pattern. */
export function needlesOf({ needle }: ContentionPattern): readonly string[] {
  return typeof needle === 'string' ? [needle] : needle;
}
