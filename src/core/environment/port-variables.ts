/**
 * The variables that tell an agent's processes their ports: `LANEKEEPER_PORT_BASE`, `LANEKEEPER_PORT_COUNT`, and
 * `PORT0`, `PORT1` … None called `PORT`: two servers of one agent would both take it.
 */
export function portVariables(ports: readonly number[]): Record<string, string> {
  const [first] = ports;
  if (first === undefined) return {};
  return {
    LANEKEEPER_PORT_BASE: String(first),
    LANEKEEPER_PORT_COUNT: String(ports.length),
    ...Object.fromEntries(ports.map((port, index) => [`PORT${String(index)}`, String(port)])),
  };
}
