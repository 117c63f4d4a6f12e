import path from 'node:path';
import { readCargoSettings } from '../../../environment/rust/cargo-settings.ts';
import { countOf } from '../../../quantities.ts';
import { verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

/** Variables that move cargo's directories (https://doc.rust-lang.org/cargo/reference/config.html#environment-variables). */
const movers = ['CARGO_TARGET_DIR', 'CARGO_BUILD_TARGET_DIR', 'CARGO_BUILD_BUILD_DIR'] as const;

/**
 * No setting of the user's sends all checkouts into one target directory. Cargo tells crates apart by their path
 * relative to the workspace, and freshness by times: two worktrees in one directory run each other's code.
 */
export const sharedTarget: DoctorCheck = {
  id: 'locks.shared-target',
  stage: 'locks',
  async run({ engine: { environment }, workspace }) {
    // Inside an agent they are its own contract.
    const isAgent = environment['LANEKEEPER_AGENT_UID'] !== undefined;
    const variables = isAgent ? [] : movers.filter((name) => environment[name]);
    const settings = await readCargoSettings({ workspace, projects: [], environment });
    const configured = settings
      .flatMap(({ build }) => [build?.['target-dir'], build?.['build-dir']])
      .filter((directory) => directory !== undefined && path.isAbsolute(directory));
    const failures = [
      ...variables.map((name) => ({
        evidence: `${name}=${environment[name] ?? ''} is set in this shell, so that every checkout builds into it.`,
        cure: `Unset ${name} where your shell starts; each agent gets a directory of its own.`,
      })),
      ...configured.map((directory) => ({
        evidence: `A config.toml of cargo sends every build to ${directory ?? ''}.`,
        cure: 'Remove build.target-dir and build.build-dir from it; each agent gets a directory of its own.',
      })),
    ].map((found) => ({ result: 'fail' as const, ...found }));
    return verdictOf(
      failures.length > 0
        ? failures
        : [
            {
              result: 'pass',
              evidence: `None of ${movers.join(', ')} is set, and none of ${countOf(settings.length, 'settings file')} of cargo names a directory for all.`,
            },
          ],
      '',
    );
  },
};
