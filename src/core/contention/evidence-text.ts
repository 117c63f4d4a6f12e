import { unreachable } from '../unreachable.ts';
import type { Confidence } from './confidence.ts';
import type { Contention } from './contention.ts';

/** What of a contention tells how it is known; presenters that keep no whole one have this much. */
export interface Evidence {
  readonly source: Contention['source'];
  readonly refuted?: boolean;
  readonly finding: { readonly confidence: Confidence };
}

/** By whose word it is, and how sure that is. */
export function evidenceText({ source, refuted, finding }: Evidence): string {
  if (refuted) return 'a tool said so, and the kernel shows no such wait';
  switch (source) {
    case 'kernel':
      return 'the kernel shows it';
    case 'both':
      return 'a tool said so, and the kernel shows it';
    case 'message':
      break;
    default:
      unreachable(source);
  }
  switch (finding.confidence) {
    case 'certain':
      return 'Lanekeeper brought it about';
    case 'likely':
      return 'the command that runs said so';
    case 'possible':
      return 'a message alone says so';
    default:
      return unreachable(finding.confidence);
  }
}
