import path from 'node:path';
import { findExecutable } from '../../process/find-executable.ts';
import { available, type CacheProbe, type ProbeContext, unavailable } from '../probe.ts';
import { describeAddress, isListening, sccacheAddress } from '../sccache-address.ts';
import { readSccacheConfiguration, sccacheNames } from '../sccache-configuration.ts';
import { addressTakenCure } from '../sccache-server.ts';
import { parseSccacheStats } from '../sccache-stats.ts';
import { explainOtherVersion, parseSccacheVersion } from '../sccache-version.ts';
import { explainReadOnly } from '../unwritable.ts';
import { userCacheDirectory } from '../user-directory.ts';

/** The shared compiler cache for Rust, C and C++. Its server counts, from its start on. */
export const sccache: CacheProbe = {
  name: 'sccache',
  ecosystem: 'rust',
  counting: { by: 'counters' },
  async probe(context) {
    const { environment, answers, signal } = context;
    const executable = await findExecutable('sccache', environment);
    if (executable === null) {
      return unavailable(
        'sccache was not found on PATH.',
        'Install it, for example with: cargo install sccache --locked.',
      );
    }
    const answer = await answers.ask(executable, ['--version'], signal);
    if (!answer.answered) {
      return unavailable(
        `sccache cannot be run: ${answer.complaint}.`,
        `Check ${executable}, or install sccache again.`,
      );
    }
    const version = parseSccacheVersion(answer.text);

    const address = sccacheAddress(environment, context.home);
    if (!(await isListening(address))) {
      const directory = await configuredDirectory(context);
      return available({
        version,
        location: directory,
        directory,
        explanation: {
          reason: `No sccache server is running at ${describeAddress(address)}, so nothing is counted.`,
          cure: 'It starts with the first Rust agent, or by hand with: sccache --start-server.',
        },
      });
    }
    const stats = await answers.askAgain(
      executable,
      ['--show-stats', '--stats-format=json'],
      signal,
    );
    const parsed = stats.answered ? parseSccacheStats(stats.text) : null;
    if (!parsed) {
      const words = stats.answered ? 'its statistics could not be read' : stats.complaint;
      return unavailable(
        `Something listens on ${describeAddress(address)} but did not answer as an sccache server: ${words}.`,
        addressTakenCure(address),
        { version },
      );
    }
    const { hits, misses, uncacheable, location, directory, limit } = parsed;
    const counters = { hits, misses };
    const explanation =
      (await explainReadOnly('sccache', directory)) ??
      explainOtherVersion(describeAddress(address), { server: parsed.version, client: version });
    return available({ version, location, directory, limit, counters, uncacheable, explanation });
  },
};

/**
 * Where a server would keep its files: SCCACHE_DIR, the configuration file, the platform's cache directory (sccache
 * src/config.rs and docs/Configuration.md). Null if a remote store is configured by variables instead.
 */
async function configuredDirectory({ environment }: ProbeContext): Promise<string | null> {
  if (environment['SCCACHE_DIR']) return path.resolve(environment['SCCACHE_DIR']);
  if (Object.keys(environment).some((name) => remoteStores.test(name))) return null;
  const { directory } = await readSccacheConfiguration(environment);
  const [vendor, cacheName] = sccacheNames();
  return directory ?? path.join(userCacheDirectory(environment), vendor, cacheName);
}

const remoteStores =
  /^SCCACHE_(?:BUCKET|REDIS|REDIS_ENDPOINT|REDIS_CLUSTER_ENDPOINTS|MEMCACHED|MEMCACHED_ENDPOINT|GCS_BUCKET|GHA_ENABLED|AZURE_CONNECTION_STRING|WEBDAV_ENDPOINT|OSS_BUCKET|COS_BUCKET)$/;
