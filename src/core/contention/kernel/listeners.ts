import { readProcFile } from '../../process/proc-file.ts';
import { listDescriptors, readDescriptor } from './locked-file.ts';
import type { Owners, Party } from './owners.ts';

/** TCP_LISTEN of include/net/tcp_states.h. */
const listening = '0A';

/**
 * The inodes of the sockets that listen on a port, from the text of /proc/net/tcp or tcp6 (proc_net_tcp.rst of the
 * kernel): address and port in hexadecimal, the state in field 4, the inode in field 10.
 */
export function listeningSockets(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [, local, , state] = fields;
    const inode = fields[9];
    return local?.endsWith(suffix) && state === listening && inode !== undefined ? [inode] : [];
  });
}

/** Who listens on a TCP port of this machine; null if nobody, or if it is not ours to see. Linux only. */
export function findListener(port: number, owners: Owners): Party | null {
  const sockets = ['tcp', 'tcp6'].flatMap((name) =>
    listeningSockets(readProcFile(`/proc/net/${name}`)?.toString('latin1') ?? '', port),
  );
  if (sockets.length === 0) return null;
  const links = new Set(sockets.map((inode) => `socket:[${inode}]`));
  for (const { pid } of owners.table()) {
    const holds = listDescriptors(pid).some((descriptor) =>
      links.has(readDescriptor(pid, descriptor) ?? ''),
    );
    if (holds) return owners.partyOf(pid);
  }
  return null;
}
