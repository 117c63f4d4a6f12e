import type { Admission, AdmissionVerdict, Candidate } from './admission.ts';

/**
 * Asks another admission for those candidates that nothing here is in the way of, and gives one verdict for each, in
 * the order given.
 *
 * @param obstacleOf why a candidate waits here; null for one that goes on
 * @param finish what becomes of the other's verdict
 */
export async function askInner(
  inner: Pick<Admission, 'admit'>,
  candidates: readonly Candidate[],
  obstacleOf: (candidate: Candidate) => AdmissionVerdict | null,
  finish: (candidate: Candidate, verdict: AdmissionVerdict) => AdmissionVerdict = (_, verdict) =>
    verdict,
): Promise<AdmissionVerdict[]> {
  const obstacles = new Map<Candidate, AdmissionVerdict>();
  for (const candidate of candidates) {
    const obstacle = obstacleOf(candidate);
    if (obstacle !== null) obstacles.set(candidate, obstacle);
  }
  const through = candidates.filter((candidate) => !obstacles.has(candidate));
  const verdicts = await inner.admit(through);
  const judged = new Map<Candidate, AdmissionVerdict>();
  for (const [at, candidate] of through.entries()) {
    const verdict = verdicts[at];
    if (verdict) judged.set(candidate, finish(candidate, verdict));
  }
  return candidates.map(
    (candidate) =>
      obstacles.get(candidate) ?? judged.get(candidate) ?? { kind: 'waits', reason: 'not asked' },
  );
}
