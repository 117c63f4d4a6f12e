import { readdirSync, readlinkSync } from 'node:fs';
import { readProcFile } from '../../process/proc-file.ts';

export interface ListeningPort {
  readonly port: number;
  /** Null when the process is another user's. */
  readonly pid: number | null;
}

/** The state of a socket that listens, in /proc/net/tcp (proc_net(5); include/net/tcp_states.h). */
const listen = '0A';

/** Each port on which one of the given processes, or somebody else of this machine, listens. Linux only. */
export function listeningPorts(pids: readonly number[]): ListeningPort[] {
  const sockets = new Map<string, number>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = readProcFile(file)?.toString('latin1') ?? '';
    for (const [inode, port] of parseListening(text)) sockets.set(inode, port);
  }
  const holders = new Map<string, number>();
  for (const pid of pids) {
    for (const inode of socketsOf(pid)) if (sockets.has(inode)) holders.set(inode, pid);
  }
  const found = [...sockets].map(([inode, port]) => ({ port, pid: holders.get(inode) ?? null }));
  // A server listens for both versions of IP with two sockets.
  return [
    ...new Map(found.map((each) => [`${String(each.port)} ${String(each.pid)}`, each])).values(),
  ];
}

/** Inode and port of each listening socket in the text of /proc/net/tcp. */
export function parseListening(text: string): [inode: string, port: number][] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [, local = '', , state] = fields;
      const inode = fields[9];
      const port = Number.parseInt(local.split(':')[1] ?? '', 16);
      return state === listen && inode !== undefined && port > 0 ? [[inode, port]] : [];
    });
}

function socketsOf(pid: number): string[] {
  const directory = `/proc/${String(pid)}/fd`;
  try {
    return readdirSync(directory).flatMap((name) => {
      const inode = /^socket:\[(\d+)\]$/.exec(targetOf(`${directory}/${name}`))?.[1];
      return inode === undefined ? [] : [inode];
    });
  } catch {
    // Gone, or another user's.
    return [];
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
