/**
 * Gives each id the lowest free number and lets it keep that as long as it is there, so that an agent's colour does
 * not change when another one goes.
 */
export function assignSlots(
  previous: ReadonlyMap<string, number>,
  ids: readonly string[],
): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  for (const id of ids) {
    const kept = previous.get(id);
    if (kept !== undefined) slots.set(id, kept);
  }
  const taken = new Set(slots.values());
  let next = 0;
  for (const id of ids) {
    if (slots.has(id)) continue;
    while (taken.has(next)) next += 1;
    taken.add(next);
    slots.set(id, next);
  }
  return slots;
}
