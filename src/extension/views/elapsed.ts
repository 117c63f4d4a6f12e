/** Seconds between two ISO 8601 times, or until `now` (ms) where the second is not known. */
export function secondsBetween(since: string, until: string | null, now = Date.now()): number {
  const end = until === null ? now : Date.parse(until);
  return Math.max(0, (end - Date.parse(since)) / 1000);
}
