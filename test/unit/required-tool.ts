import { findExecutable } from '../../src/core/process/find-executable.ts';

/** Tools by the path at which they were found, so that a file of tests looks only once. */
const found = new Map<string, Promise<string | null>>();

/**
 * The absolute path of a tool on PATH. Without the tool the test is skipped; with LANEKEEPER_REQUIRE_TOOLS=1, as CI
 * sets, it fails instead, so that a green run means that the real tool was used.
 */
export async function requireTool(context: Mocha.Context, name: string): Promise<string> {
  const looking = found.get(name) ?? findExecutable(name, process.env);
  found.set(name, looking);
  return (await looking) ?? skipOrFail(context, `"${name}" on PATH`);
}

/** Ends a test that needs what this machine lacks: skipped by name, or failed where nothing may be skipped. */
export function skipOrFail(context: Mocha.Context, need: string): never {
  if (process.env['LANEKEEPER_REQUIRE_TOOLS'] === '1') {
    throw new Error(`This test needs ${need}, and LANEKEEPER_REQUIRE_TOOLS=1 forbids skipping.`);
  }
  return context.skip();
}
