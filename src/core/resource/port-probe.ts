import { createServer } from 'node:net';
import { errorCode } from '../process/error-code.ts';

/** Where servers for one's own use listen; `localhost` means either, and programs differ in which (RFC 6761, 6.3). */
const loopback = ['127.0.0.1', '::1'] as const;

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
      switch (errorCode(fault)) {
        case 'EADDRINUSE':
        // Reserved by the system, such as Hyper-V's ranges on Windows.
        case 'EACCES':
          resolve(false);
          return;
        // A machine without IPv6.
        case 'EADDRNOTAVAIL':
        case 'EAFNOSUPPORT':
          resolve(true);
          return;
        default:
          reject(fault);
      }
    });
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
