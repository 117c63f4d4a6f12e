import { processes } from 'systeminformation';
import { z } from 'zod';
import type { ProcessEntry } from './process-entry.ts';

const processesSchema = z.object({
  list: z.array(
    z.object({
      pid: z.number(),
      parentPid: z.number(),
      name: z.string(),
      started: z.string(),
      state: z.string(),
      memRss: z.number(),
    }),
  ),
});

/**
 * The process table wherever systeminformation runs, Windows included. For showing only: it takes some hundred
 * milliseconds, tells no CPU time, groups or sessions, and its start times are too coarse to signal anybody by.
 */
export async function readPortableProcessTable(): Promise<readonly ProcessEntry[]> {
  const { list } = processesSchema.parse(await processes());
  return list.map((each) => ({
    pid: each.pid,
    parentPid: each.parentPid,
    group: 0,
    session: 0,
    startTime: each.started,
    name: each.name,
    state: each.state === 'zombie' ? 'Z' : each.state.slice(0, 1).toUpperCase(),
    cpuSeconds: 0,
    reapedCpuSeconds: 0,
    residentBytes: each.memRss * 1024,
    image: each.name,
  }));
}
