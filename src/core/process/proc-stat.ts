import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import type { ProcessEntry } from './process-entry.ts';
import { readProcFileOnce } from './proc-file.ts';

/**
 * Reads /proc/PID/stat (proc_pid_stat(5)), null if there is no such process. A zombie still has an entry.
 */
export function readProcStat(pid: number): ProcessEntry | null {
  const content = readProcFileOnce(`/proc/${pid}/stat`);
  return content && parseProcStat(content);
}

const openParenthesis = 0x28;
const closeParenthesis = 0x29;

/**
 * The name stands in parentheses and may itself hold `) `, spaces and line feeds; nothing after it holds a
 * parenthesis, so the last one ends it. Null if the content is no stat line.
 */
export function parseProcStat(content: Buffer): ProcessEntry | null {
  const open = content.indexOf(openParenthesis);
  const close = content.lastIndexOf(closeParenthesis);
  if (open < 0 || close < open) return null;
  const fields = content.toString('latin1', close + 2, content.length).split(' ', 48);
  // proc_pid_stat(5) counts fields from 1; the first after the name, the state, is field 3.
  const field = (number: number): string => fields[number - 3] ?? '';
  const ticks = (first: number): number => Number(field(first)) + Number(field(first + 1));
  const { ticksPerSecond, pageBytes } = kernelUnits();
  const reapedCpuSeconds = ticks(16) / ticksPerSecond;
  const entry: ProcessEntry = {
    pid: Number(content.toString('latin1', 0, open)),
    parentPid: Number(field(4)),
    group: Number(field(5)),
    session: Number(field(6)),
    startTime: field(22),
    name: content.toString('utf8', open + 1, close),
    state: field(3),
    cpuSeconds: ticks(14) / ticksPerSecond + reapedCpuSeconds,
    reapedCpuSeconds,
    residentBytes: Number(field(24)) * pageBytes,
    // Where the environment begins: placed at random by each execve, 0 if not ours to see.
    image: field(50),
  };
  return Number.isInteger(entry.pid) && entry.startTime !== '' ? entry : null;
}

interface KernelUnits {
  readonly ticksPerSecond: number;
  readonly pageBytes: number;
}

let units: KernelUnits | undefined;

/** Clock tick and page size as the kernel gave them to this process in its auxiliary vector (getauxval(3)). */
function kernelUnits(): KernelUnits {
  return (units ??= readKernelUnits());
}

const pageSizeKey = 6n; // AT_PAGESZ
const clockTickKey = 17n; // AT_CLKTCK

function readKernelUnits(): KernelUnits {
  const vector = readFileSync('/proc/self/auxv');
  const word = (offset: number): bigint =>
    endianness() === 'LE' ? vector.readBigUInt64LE(offset) : vector.readBigUInt64BE(offset);
  let pageBytes = 4096;
  let ticksPerSecond = 100;
  for (let offset = 0; offset + 16 <= vector.length; offset += 16) {
    if (word(offset) === pageSizeKey) pageBytes = Number(word(offset + 8));
    if (word(offset) === clockTickKey) ticksPerSecond = Number(word(offset + 8));
  }
  return { ticksPerSecond, pageBytes };
}
