import { z } from 'zod';
import { runTool } from '../../environment/tool-output.ts';
import { findExecutable } from '../../process/find-executable.ts';
import type { FollowUp } from './agent-types.ts';

const metadataSchema = z.object({
  packages: z.array(z.object({ targets: z.array(z.object({ doctest: z.boolean() })) })),
});

/**
 * The tests in a Rust project's documentation, which nextest leaves to cargo
 * (https://nexte.st/docs/running/#doctests). Of a workspace without a library cargo says that it has none, and fails.
 */
export const documentationTests: FollowUp = {
  name: 'Documentation tests',
  command: ['cargo', 'test', '--workspace', '--doc'],
  isNeeded: async (directory, environment) => {
    const cargo = await findExecutable('cargo', environment);
    if (cargo === null) return false;
    const { exitCode, stdout } = await runTool(
      cargo,
      ['metadata', '--no-deps', '--format-version=1', '--offline'],
      { cwd: directory, environment: { ...environment, RUSTUP_AUTO_INSTALL: '0' } },
    );
    // What is wrong with a manifest the agent's own command says.
    if (exitCode !== 0) return false;
    const { packages } = metadataSchema.parse(JSON.parse(stdout.toString('utf8')));
    return packages.some(({ targets }) => targets.some(({ doctest }) => doctest));
  },
};
