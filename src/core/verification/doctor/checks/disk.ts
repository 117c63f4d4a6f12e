import { statfs } from 'node:fs/promises';
import { formatBytes, formatShare } from '../../../quantities.ts';
import { type Finding, verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

const gibibyte = 1024 ** 3;

/** One agent's build of a middling Rust project; below it the next build is likely to fail. */
const least = 5 * gibibyte;

/** There is room for what agents build, in blocks and in entries. */
export const disk: DoctorCheck = {
  id: 'resources.disk',
  stage: 'resources',
  async run({ engine: { location }, workspace }) {
    const findings = await Promise.all(
      [...new Set([location.home, workspace])].map(async (directory): Promise<Finding> => {
        const { bavail, bsize, blocks, ffree, files } = await statfs(directory);
        const free = bavail * bsize;
        // File systems without a table of entries, such as Btrfs, say 0 of 0.
        const entries = files > 0 ? ffree / files : 1;
        const isFull = free < Math.min(least, 0.05 * blocks * bsize) || entries < 0.02;
        return {
          result: isFull ? 'fail' : 'pass',
          evidence: `${directory}: ${formatBytes(free)} free (${formatShare(bavail / blocks)}), ${formatShare(entries)} of its entries.`,
          cure: 'Clean agents that have finished: lanekeeper list, then lanekeeper clean AGENT.',
        };
      }),
    );
    return verdictOf(findings, '');
  },
};
