import { connect } from 'node:net';
import path from 'node:path';

/** Where sccache's server listens: a port of this machine, or a unix socket (abstract if it starts with NUL). */
export type SccacheAddress = { readonly port: number } | { readonly socket: string };

/** sccache's DEFAULT_PORT. */
const defaultPort = 4226;

/**
 * The address at which sccache's client looks for its server, by the client's own rule (sccache src/commands.rs
 * `get_addr`, src/net.rs `parse_uds`). `directory` resolves a relative socket path.
 */
export function sccacheAddress(
  environment: NodeJS.ProcessEnv,
  directory: string,
  platform: NodeJS.Platform = process.platform,
): SccacheAddress {
  const socket = environment['SCCACHE_SERVER_UDS'];
  // An empty value counts as set for sccache, which then finds no server.
  if (socket !== undefined && platform !== 'win32') {
    const abstract = /^\\x00(.+)$/s.exec(socket)?.[1];
    if (abstract !== undefined && platform === 'linux') return { socket: `\0${abstract}` };
    return { socket: path.resolve(directory, socket) };
  }
  const port = environment['SCCACHE_SERVER_PORT'] ?? '';
  // Rust's u16 parser: digits only, or the default stands.
  const isPort = /^\+?\d+$/.test(port) && Number(port) <= 65_535;
  return { port: isPort ? Number(port) : defaultPort };
}

/** Fit to show. */
export function describeAddress(address: SccacheAddress): string {
  return 'port' in address ? `127.0.0.1:${address.port}` : address.socket.replace('\0', '@');
}

/**
 * Whether anything accepts connections at the address: asked before sccache itself, whose older versions (0.4) start a
 * server only to show its statistics.
 */
export function isListening(address: SccacheAddress, deadlineMs = 1000): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(
    'port' in address ? { host: '127.0.0.1', port: address.port } : { path: address.socket },
  );
  const end = (answer: boolean): void => {
    socket.destroy();
    resolve(answer);
  };
  socket.setTimeout(deadlineMs, () => {
    end(false);
  });
  socket.once('connect', () => {
    end(true);
  });
  socket.once('error', () => {
    end(false);
  });
  return promise;
}
