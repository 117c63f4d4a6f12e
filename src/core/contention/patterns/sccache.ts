import type { ContentionPattern } from '../pattern.ts';

const sccacheCommands = 'https://github.com/mozilla/sccache (src/commands.rs)';

export const sccachePatterns: readonly ContentionPattern[] = [
  {
    id: 'sccache-compiling-locally',
    tool: 'sccache',
    kind: 'cache-degraded',
    blocking: false,
    needle: 'sccache: warning: The server looks like it shut down',
    expression:
      /^sccache: warning: The server looks like it shut down unexpectedly, compiling locally instead$/,
    resource: 'sccache server',
    cure: 'The build goes on without the cache. Refresh the caches so that the shared server is started again.',
    source: sccacheCommands,
  },
  {
    id: 'sccache-address-in-use',
    tool: 'sccache',
    kind: 'port-in-use',
    blocking: false,
    needle: 'Server startup failed: Address in use',
    expression: /^sccache: error: Server startup failed: Address in use$/,
    cure: 'A server is running already: use it, or set SCCACHE_SERVER_UDS or SCCACHE_SERVER_PORT to another address.',
    source: sccacheCommands,
  },
  {
    id: 'sccache-other-address',
    tool: 'sccache',
    kind: 'port-in-use',
    blocking: false,
    needle: 'sccache: Listening on address ',
    expression: /^sccache: Listening on address \S+ instead of (?<resource>\S+)$/,
    cure: 'Another program has the address that was asked for. Set SCCACHE_SERVER_UDS or SCCACHE_SERVER_PORT.',
    source: sccacheCommands,
  },
  {
    id: 'sccache-startup-timeout',
    tool: 'sccache',
    kind: 'cache-degraded',
    blocking: false,
    needle: 'Timed out waiting for server startup. Maybe ',
    expression:
      /^(?:sccache: error: )?Timed out waiting for server startup\. Maybe the remote service is unreachable\?/,
    resource: 'sccache server',
    cure: 'The cache server did not start. See SCCACHE_ERROR_LOG, and check the remote store if one is configured.',
    source: sccacheCommands,
  },
];
