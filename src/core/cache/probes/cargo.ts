import path from 'node:path';
import { findExecutable } from '../../process/find-executable.ts';
import { available, type CacheProbe, type OutputReader, unavailable } from '../probe.ts';

/** cargo's registry: the crates of crates.io and other registries, downloaded and unpacked. */
export const cargo: CacheProbe = {
  name: 'cargo',
  ecosystem: 'rust',
  counting: {
    by: 'output',
    missReason: 'not-downloaded',
    createReader: createCargoReader,
    silence: null,
  },
  async probe({ environment, home, answers, signal }) {
    const executable = await findExecutable('cargo', environment);
    if (executable === null) {
      return unavailable('cargo was not found on PATH.', 'Install Rust from https://rustup.rs.');
    }
    const cargoHome = environment['CARGO_HOME'] || path.join(home, '.cargo');
    if (!path.isAbsolute(cargoHome)) {
      return unavailable(
        `CARGO_HOME is "${cargoHome}", which means another directory wherever cargo is started.`,
        'Set CARGO_HOME to an absolute path, or unset it.',
      );
    }
    const directory = path.join(cargoHome, 'registry');
    const answer = await answers.ask(executable, ['--version'], signal);
    if (!answer.answered) {
      return unavailable(
        `cargo cannot be run: ${answer.complaint}.`,
        'Check the toolchain with: rustup show.',
        { location: directory, directory },
      );
    }
    const version = /^cargo (\S+)/.exec(answer.text)?.[1] ?? null;
    return available({ version, location: directory, directory });
  },
};

const downloaded = /^ {2}Downloaded (?<crate>\S+ v\S+)(?: \(registry `[^`]+`\))?$/;
/** Without a path or URL behind it: a crate from a registry. Right-aligned to 12 columns. */
const built = /^(?: {3}Compiling| {4}Checking) (?<crate>\S+ v\S+)(?: \(registry `[^`]+`\))?$/;

/** Bounds the memory of a stream that builds for ever; a crate forgotten is at worst counted once more. */
const rememberedCrates = 10_000;

/**
 * A registry crate that is built without having been downloaded in the same stream was found in the registry. Each crate
 * counts once a stream, however often it is built.
 */
function createCargoReader(): OutputReader {
  const seen = new Set<string>();
  const see = (crate: string): boolean => {
    if (seen.has(crate)) return false;
    if (seen.size >= rememberedCrates) seen.clear();
    seen.add(crate);
    return true;
  };
  return (line) => {
    const missing = downloaded.exec(line)?.groups?.['crate'];
    if (missing !== undefined) {
      see(missing);
      return { hits: 0, misses: 1 };
    }
    const found = built.exec(line)?.groups?.['crate'];
    return found !== undefined && see(found) ? { hits: 1, misses: 0 } : null;
  };
}
