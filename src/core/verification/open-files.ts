import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { AgentProcesses } from '../process/agent-processes.ts';
import { errorCode } from '../process/error-code.ts';
import { isZombie, type ProcessEntry } from '../process/process-entry.ts';
import { readProcFile } from '../process/proc-file.ts';
import { readProcessTable } from '../process/process-table.ts';
import { sharedWritableMappings } from './mapped-files.ts';
import type { AuditedAgent, ObservedWrite, WriteReport, WriteSource } from './write-source.ts';

interface KnownProcess {
  readonly startTime: string;
  readonly image: string;
  readonly cpuSeconds: number;
}

/** Of the processes that seem to sleep, and of the mappings of all, each look takes one in so many. */
const turns = 10;

/** The bit of a link in /proc/PID/fd that tells that the file is open for writing (proc_pid_fd(5)). */
const openForWriting = 0o200;

/** What one look at the processes of agents shows. */
export interface OpenFilesLook {
  readonly writes: readonly ObservedWrite[];
  /** The processes of each agent, by uid. */
  readonly members: ReadonlyMap<string, readonly ProcessEntry[]>;
  /** Agents with processes whose files are not ours to see: of another user, or guarded by their program. */
  readonly guarded: ReadonlySet<string>;
}

/**
 * Which files the processes of agents have open for writing, or mapped so, at the moment of a look. Certain of what it
 * shows, with the process; blind to a file that is opened and closed between two looks. Linux only: elsewhere it sees
 * nothing and says so.
 *
 * A process whose CPU time stands still has opened nothing since (it is told in ticks of 10 ms), so that it is looked
 * at only in turns. The creation flags of open(2) are not kept by the kernel; the access mode is, and the permission
 * bits of the link tell it without opening `fdinfo`.
 */
export class OpenFiles implements WriteSource {
  readonly name = 'open-files';
  readonly #processes: AgentProcesses;
  #known = new Map<number, KnownProcess>();
  #looks = 0;

  constructor(processes: AgentProcesses = new AgentProcesses()) {
    this.#processes = processes;
  }

  look(
    agents: readonly AuditedAgent[],
    table: readonly ProcessEntry[] = readProcessTable(),
  ): OpenFilesLook {
    this.#looks += 1;
    const now = new Date().toISOString();
    const members = this.#processes.find(agents, table);
    const known = new Map<number, KnownProcess>();
    const guarded = new Set<string>();
    const writes: ObservedWrite[] = [];
    for (const [agent, entries] of members) {
      for (const entry of entries) {
        if (isZombie(entry)) continue;
        const { pid, startTime, image, cpuSeconds, name } = entry;
        const before = this.#known.get(pid);
        known.set(pid, { startTime, image, cpuSeconds });
        const isTurn = (this.#looks + pid) % turns === 0;
        const isSame = before?.startTime === startTime && before.image === image;
        if (isSame && before.cpuSeconds === cpuSeconds && !isTurn) continue;
        const files = writableFiles(pid, isTurn || !isSame);
        if (files === null) guarded.add(agent);
        for (const path of files ?? []) {
          const seen = { agent, path, pid, program: name, first: now, last: now };
          writes.push({ ...seen, source: 'open-files', confidence: 'certain' });
        }
      }
    }
    this.#known = known;
    return { writes, members, guarded };
  }

  observe(agents: readonly AuditedAgent[]): Promise<WriteReport> {
    if (process.platform !== 'linux') {
      const note = `Open files of other processes are not read on ${process.platform}.`;
      return Promise.resolve({ writes: [], coverage: { isComplete: false, note } });
    }
    const { writes } = this.look(agents);
    const note = 'One look at open files; what was open before or is later is not seen by it.';
    return Promise.resolve({ writes, coverage: { isComplete: false, note } });
  }
}

/** Null when the files of the process are not ours to see; empty when it has gone. */
function writableFiles(pid: number, withMappings: boolean): string[] | null {
  if (process.platform !== 'linux') return null;
  const directory = `/proc/${pid}/fd`;
  const files: string[] = [];
  try {
    for (const name of readdirSync(directory)) {
      const file = writableFile(`${directory}/${name}`);
      if (file !== null) files.push(file);
    }
  } catch (fault) {
    if (isRefusal(fault)) return null;
    if (!isGone(fault)) throw fault;
    return [];
  }
  if (!withMappings) return files;
  const maps = readProcFile(`/proc/${pid}/maps`)?.toString('utf8') ?? '';
  return [...files, ...sharedWritableMappings(maps).filter(isNamed)];
}

function writableFile(link: string): string | null {
  try {
    const target = readlinkSync(link);
    // Pipes, sockets and memory have no path; devices and /proc hold no files of agents.
    if (!target.startsWith('/') || isDevice(target) || !isNamed(target)) return null;
    return (lstatSync(link).mode & openForWriting) === 0 ? null : target;
  } catch (fault) {
    // Closed since it was listed.
    if (isGone(fault) || isRefusal(fault)) return null;
    throw fault;
  }
}

function isDevice(file: string): boolean {
  return /^\/(?:proc|sys|dev(?!\/shm\/))\//.test(file) || file.startsWith('/memfd:');
}

/** A file that was unlinked, or never had a name (O_TMPFILE), is nobody else's to meet. */
function isNamed(file: string): boolean {
  return !file.endsWith(' (deleted)');
}

function isGone(fault: unknown): boolean {
  return ['ENOENT', 'ESRCH'].includes(errorCode(fault));
}

function isRefusal(fault: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(errorCode(fault));
}
