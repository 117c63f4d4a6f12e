/** The ports of one agent for people, `20000–20009`, as they are consecutive; null when it has none. */
export function portRange(ports: readonly number[]): string | null {
  const [first] = ports;
  const last = ports.at(-1);
  if (first === undefined || last === undefined) return null;
  return first === last ? String(first) : `${String(first)}–${String(last)}`;
}
