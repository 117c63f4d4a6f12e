import { ensureSccacheServer } from '../../../cache/sccache-server.ts';
import { formatBytes, formatShare } from '../../../quantities.ts';
import { type Finding, verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

/** From here on a cache throws out what agents still need. */
const nearlyFull = 0.95;

/** What `SCCACHE_SERVER_UDS`, on which agents meet the server, came with (mozilla/sccache release notes). */
const firstWithSocket = [0, 9];

/** The shared compiler cache is there, answers, can do what agents ask of it, and has room. */
export const compilerCache: DoctorCheck = {
  id: 'caches.compiler-cache',
  stage: 'caches',
  async run({ caches }) {
    const sccache = (await caches()).caches.find(({ name }) => name === 'sccache');
    if (!sccache) return verdictOf([], 'sccache was not looked at.');
    const { available, reason, cure, version, bytes, limit, location } = sccache;
    if (!available) {
      return verdictOf([{ result: 'fail', evidence: reason ?? '', cure: cure ?? '' }], '');
    }
    const findings: Finding[] = [];
    if (version !== null && isOlder(version, firstWithSocket)) {
      findings.push({
        result: 'fail',
        evidence: `sccache is ${version}; sockets came with ${firstWithSocket.join('.')}.`,
        cure: 'Install a later one, for example with: cargo install sccache --locked.',
      });
    }
    if (reason?.includes(' is running at ')) {
      findings.push({ result: 'fail', evidence: reason, cure: `${cure ?? ''} --fix starts it.` });
    }
    if (bytes !== null && limit !== null && limit > 0 && bytes > nearlyFull * limit) {
      findings.push({
        result: 'fail',
        evidence: `${location ?? 'The cache'} holds ${formatBytes(bytes)} of ${formatBytes(limit)} (${formatShare(bytes / limit)}): what agents compile throws out what others need.`,
        cure: 'Let it grow: set lanekeeper.caches.sccacheGigabytes, or SCCACHE_CACHE_SIZE, and restart its server.',
      });
    }
    if (findings.length > 0) return verdictOf(findings, '');
    const size = bytes === null ? 'size not known' : `${formatBytes(bytes)} used`;
    return verdictOf(
      [
        {
          result: 'pass',
          evidence: `sccache ${version ?? ''} answers; ${size}, limit ${limit === null ? 'not known' : formatBytes(limit)}.`,
        },
      ],
      '',
    );
  },
  async fix({ engine: { environment } }) {
    const { address, started } = await ensureSccacheServer(environment);
    return started ? [`Started the sccache server at ${address}.`] : [];
  },
};

function isOlder(version: string, than: readonly number[]): boolean {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10));
  for (const [index, wanted] of than.entries()) {
    const part = parts[index] ?? 0;
    if (Number.isNaN(part) || part !== wanted) return part < wanted;
  }
  return false;
}
