import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const dockerPatterns: readonly ContentionPattern[] = [
  {
    id: 'docker-port-allocated',
    tool: 'docker',
    kind: 'port-in-use',
    blocking: false,
    needle: ' failed: port is already allocated',
    expression:
      /^(?:docker: )?Error response from daemon: (?:[^"'`]{1,600}: )?Bind for \S+:(?<resource>\d+) failed: port is already allocated\.?$/,
    cure: 'Another container publishes that port. Publish a port per agent, or let docker choose one.',
    source: 'https://github.com/moby/moby (daemon/libnetwork/portallocator)',
  },
  {
    id: 'docker-name-in-use',
    tool: 'docker',
    kind: 'name-in-use',
    blocking: false,
    needle: 'Conflict. The container name "',
    expression:
      /^(?:docker: )?Error response from daemon: Conflict\. The container name "\/?(?<resource>[^"]+)" is already in use by container "?[0-9a-f]{12,64}"?\./,
    cure: 'Give each agent a compose project or container name of its own, or remove the old container.',
    source: 'https://github.com/moby/moby (daemon/names.go)',
  },
  {
    id: 'docker-host-port',
    tool: 'docker',
    kind: 'port-in-use',
    blocking: false,
    needle: ': address already in use',
    expression:
      /^(?:docker: )?Error response from daemon: (?:[^"'`]{1,600}: )?(?:failed to bind host port (?:for )?|listen (?:tcp|udp)[46]? )\S*?:(?<resource>\d+)(?::[\d.]+:\d+)?(?:\/(?:tcp|udp))?: (?:bind: )?address already in use\.?$/,
    cure: ownPort,
    source: 'https://github.com/moby/moby (daemon/libnetwork/portmapper)',
  },
];
