import type { ContentionPattern } from '../pattern.ts';

export const terraformPatterns: readonly ContentionPattern[] = [
  {
    id: 'terraform-state-wait',
    tool: 'terraform',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Acquiring state lock. This may take a few moments',
    expression: /^Acquiring state lock\. This may take a few moments\.\.\.$/,
    resource: 'terraform state',
    cure: 'Another run holds the state. Give each agent a workspace or backend key of its own.',
    source: 'https://github.com/hashicorp/terraform (internal/command/views/state_locker.go)',
  },
  {
    id: 'terraform-state-locked',
    tool: 'terraform',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Error acquiring the state lock',
    expression: /^(?:\u2502 )?Error: Error acquiring the state lock$/,
    resource: 'terraform state',
    cure: 'Another run holds the state, see "Lock Info". Wait for it, or use -lock-timeout.',
    source: 'https://github.com/hashicorp/terraform (internal/command/clistate/state.go)',
  },
  {
    id: 'terraform-locking-state',
    tool: 'terraform',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Error: Error locking state: Error acquiring the state lock: ',
    expression: /^(?:\u2502 )?Error: Error locking state: Error acquiring the state lock: .*$/,
    resource: 'terraform state',
    cure: 'Another run holds the state, see "Lock Info". Wait for it, or use -lock-timeout.',
    source: 'https://github.com/hashicorp/terraform (internal/command/clistate/state.go)',
  },
];
