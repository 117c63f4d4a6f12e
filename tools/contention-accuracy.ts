import { assessmentOf } from '../src/core/contention/command-context.ts';
import { ContentionMatcher } from '../src/core/contention/matcher.ts';
import {
  composedTranscripts,
  recordedTranscripts,
  type Transcript,
} from './contention-transcripts.ts';

/**
 * Precision and recall of the contention matcher, one line for the transcripts that it was built on and two for those
 * recorded from real tools, with and without their command lines: a finding counts when tool, kind and resource are
 * those of a label.
 */
export function contentionAccuracy(): string {
  const recorded = recordedTranscripts();
  return [
    accuracyOf('labelled transcripts', composedTranscripts()),
    accuracyOf(
      'transcripts recorded from real tools, logs shown word for word among them',
      recorded,
    ),
    accuracyOf('of them whose command lines are known', recorded, true),
  ].join('\n');
}

function accuracyOf(
  name: string,
  transcripts: readonly Transcript[],
  isCommandKnown = false,
): string {
  const totals = { expected: 0, found: 0, right: 0 };
  for (const transcript of transcripts) {
    const labels = transcript.expect.map(({ kind, resource, tool }) =>
      JSON.stringify([tool ?? transcript.tool, kind, resource]),
    );
    const findings = findingsIn(transcript, isCommandKnown ? transcript.command : undefined);
    totals.expected += labels.length;
    totals.found += findings.length;
    for (const finding of findings) {
      const at = labels.indexOf(finding);
      if (at < 0) continue;
      labels.splice(at, 1);
      totals.right += 1;
    }
  }
  const { expected, found, right } = totals;
  const share = (of: number): string => (of === 0 ? 1 : right / of).toFixed(3);
  const quoting = transcripts.filter(({ expect }) => expect.length === 0).length;
  return `contention in ${transcripts.length} ${name}, ${quoting} without any: precision ${share(found)}, recall ${share(expected)} (${right} of ${expected}, ${found - right} false)`;
}

/** Each finding in the form of a label. */
function findingsIn({ chunks }: Transcript, command: string | undefined): string[] {
  const matcher = new ContentionMatcher(command === undefined ? undefined : assessmentOf(command));
  const signals = chunks.flatMap((chunk) => matcher.push(Buffer.from(chunk)));
  return [...signals, ...matcher.end()].flatMap(({ type, finding: { tool, kind, resource } }) =>
    type === 'found' ? [JSON.stringify([tool, kind, resource])] : [],
  );
}
