import { createServer } from 'node:net';
import { errorCode } from '../process/error-code.ts';

/** Where servers for one's own use listen; `localhost` means either, and programs differ in which (RFC 6761, 6.3). */
const loopback = ['127.0.0.1', '::1'] as const;

/** Somebody listens, or the system reserves the port, as Hyper-V does on Windows. */
const taken: ReadonlySet<string> = new Set(['EADDRINUSE', 'EACCES']);

/** The machine has no such address: it is without IPv6. */
const absent: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** Whether a server could listen on a port, on each loopback address that this machine has. */
export async function isPortFree(port: number): Promise<boolean> {
  for (const host of loopback) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (fault) => {
      const code = errorCode(fault);
      if (taken.has(code) || absent.has(code)) resolve(absent.has(code));
      else reject(fault);
    });
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
