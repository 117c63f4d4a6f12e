import { unreachable } from '../unreachable.ts';
import type { Contention } from './contention.ts';

/** By whose word it is, and how sure that is. */
export function evidenceText({ source, refuted, finding }: Contention): string {
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
