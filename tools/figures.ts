/** Least and median of samples in ms, as text. The least is what the work takes where nothing else disturbs it. */
export function figures(samples: readonly number[]): string {
  const sorted = [...samples].sort((a, b) => a - b);
  const least = sorted[0];
  const median = sorted[Math.floor(sorted.length / 2)];
  if (least === undefined || median === undefined) return 'not measured';
  return `min ${least.toFixed(1)}, median ${median.toFixed(1)} ms`;
}
