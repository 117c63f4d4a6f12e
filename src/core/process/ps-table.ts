import { spawnSync } from 'node:child_process';
import { LanekeeperError } from '../error.ts';
import type { ProcessEntry } from './process-entry.ts';

const columns = ['pid', 'ppid', 'pgid', 'sess', 'rss', 'time', 'state', 'lstart', 'comm'] as const;

/**
 * The process table where there is no /proc (macOS), from one run of ps(1): all processes, or only the given ones.
 * Throws `platform-unsupported` where there is no ps. Start times have a resolution of a second; the time of reaped
 * children is not told.
 */
export function readPs(pids?: readonly number[]): ProcessEntry[] {
  const selection = pids ? ['-p', pids.join(',')] : ['-ax'];
  const run = spawnSync(
    'ps',
    [...selection, '-o', columns.map((column) => `${column}=`).join(',')],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      // Dates in the C locale, in a zone that no daylight saving shifts.
      env: { PATH: process.env['PATH'] ?? '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
    },
  );
  if (run.error) {
    throw new LanekeeperError(
      'platform-unsupported',
      `The process table cannot be read on ${process.platform}: ps does not run.`,
      'Run Lanekeeper on Linux or macOS; on Windows, inside WSL.',
      { cause: run.error },
    );
  }
  return run.stdout.split('\n').flatMap((line) => parsePsLine(line) ?? []);
}

const linePattern =
  /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/;

/** Null if the line is none of the table: a name may hold line feeds. */
export function parsePsLine(line: string): ProcessEntry | null {
  const match = linePattern.exec(line);
  if (!match) return null;
  const [
    ,
    pid,
    parentPid,
    group,
    session,
    kibibytes,
    time = '',
    state = '',
    started = '',
    name = '',
  ] = match;
  return {
    pid: Number(pid),
    parentPid: Number(parentPid),
    group: Number(group),
    // macOS prints an address here; a session that nobody leads claims nobody.
    session: Number(session) || 0,
    startTime: started.replace(/\s+/g, ' '),
    name,
    state: state.slice(0, 1),
    cpuSeconds: parsePsTime(time),
    reapedCpuSeconds: 0,
    residentBytes: Number(kibibytes) * 1024,
    image: name,
  };
}

/** Seconds of `[[days-]hours:]minutes:seconds[.hundredths]`, as Linux and macOS print it. */
export function parsePsTime(time: string): number {
  const [days, clock] = time.includes('-') ? time.split('-', 2) : ['0', time];
  const seconds = (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Number(days) * 86_400 + seconds;
}
