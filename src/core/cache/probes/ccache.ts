import { findExecutable } from '../../process/find-executable.ts';
import { available, type CacheProbe, unavailable } from '../probe.ts';
import { parseSize } from '../parse-size.ts';
import { parseCcacheStats } from '../ccache-stats.ts';

/** The compiler cache for C and C++. Counts in files of its cache directory, for ever or until `ccache --zero-stats`. */
export const ccache: CacheProbe = {
  name: 'ccache',
  ecosystem: 'native',
  counting: { by: 'counters' },
  async probe({ environment, answers, signal }) {
    const executable = await findExecutable('ccache', environment);
    if (executable === null) {
      return unavailable(
        'ccache was not found on PATH.',
        'Install it with the package manager of your system, for example: apt install ccache.',
      );
    }
    const [versionAnswer, directoryAnswer, limitAnswer, stats] = await Promise.all([
      answers.ask(executable, ['--version'], signal),
      answers.ask(executable, ['--get-config', 'cache_dir'], signal),
      answers.ask(executable, ['--get-config', 'max_size'], signal),
      answers.askAgain(executable, ['--print-stats'], signal),
    ]);
    if (!directoryAnswer.answered) {
      return unavailable(
        `ccache does not say where its cache is: ${directoryAnswer.complaint}.`,
        'Check the configuration with: ccache --show-config.',
      );
    }
    const version = versionAnswer.answered
      ? (/^ccache version (\S+)/.exec(versionAnswer.text)?.[1] ?? null)
      : null;
    const directory = directoryAnswer.text;
    const limit = limitAnswer.answered ? parseSize(limitAnswer.text) : null;
    const parsed = stats.answered ? parseCcacheStats(stats.text) : null;
    if (!parsed) {
      const words = stats.answered ? 'they could not be read' : stats.complaint;
      return available({
        version,
        location: directory,
        directory,
        limit,
        explanation: {
          reason: `ccache does not give its statistics: ${words}.`,
          cure: 'Update ccache to 3.7 or later, which has --print-stats.',
        },
      });
    }
    const { hits, misses, uncacheable } = parsed;
    return available({
      version,
      location: directory,
      directory,
      limit,
      counters: { hits, misses },
      uncacheable,
    });
  },
};
