/** Names the FIFO for the wrappers of make and ninja. */
export const jobsVariable = 'LANEKEEPER_JOBS';

/**
 * How tools find the tokens. Cargo looks into CARGO_MAKEFLAGS first (jobserver crate, `from_env_ext`), hands it on to
 * build scripts, and sccache leaves it out of its keys. MAKEFLAGS is not set for all: GNU make before 4.4 takes
 * `fifo:` for an error and ends; make and ninja have wrappers.
 */
export function jobVariables(fifo: string): Record<string, string> {
  return { CARGO_MAKEFLAGS: `-j --jobserver-auth=fifo:${fifo}`, [jobsVariable]: fifo };
}
