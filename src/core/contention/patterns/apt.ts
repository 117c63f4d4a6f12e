import type { ContentionPattern } from '../pattern.ts';

const aptSource =
  'https://salsa.debian.org/apt-team/apt (apt-pkg/contrib/fileutl.cc, apt-pkg/deb/debsystem.cc)';
const oneApt =
  'Another package manager is working, often unattended-upgrades. Wait for it, or set DPkg::Lock::Timeout.';

export const aptPatterns: readonly ContentionPattern[] = [
  {
    id: 'apt-waiting',
    tool: 'apt-get',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Waiting for cache lock: Could not get lock ',
    expression:
      /^Waiting for cache lock: Could not get lock (?<resource>\/[^ ]+)\.(?: It is held by process \d+(?: \(.*\))?)?(?:\.\.\.(?: \d+(?:\/\d+)?s)?)?$/,
    cure: oneApt,
    source: aptSource,
  },
  {
    id: 'apt-lock-held',
    tool: 'apt-get',
    kind: 'lock-failed',
    blocking: false,
    needle: 'E: Could not get lock ',
    expression:
      /^E: Could not get lock (?<resource>\/[^ ]*[^ .])(?:\.(?: It is held by process \d+(?: \(.*\))?)?| - open \(11: .*\))$/,
    cure: oneApt,
    source: aptSource,
  },
  {
    id: 'apt-frontend-lock',
    tool: 'apt-get',
    kind: 'lock-failed',
    blocking: false,
    needle: 'E: Unable to acquire the dpkg frontend lock (',
    expression:
      /^E: Unable to acquire the dpkg frontend lock \((?<resource>\/[^)]+)\), is another process using it\?$/,
    cure: oneApt,
    source: aptSource,
  },
  {
    id: 'dpkg-lock',
    tool: 'dpkg',
    kind: 'lock-failed',
    blocking: false,
    needle: ' locked by another process',
    expression:
      /^dpkg: error: (?<resource>dpkg [a-z]+(?: [a-z]+){0,2}) (?:was|is) locked by another process(?: with pid \d+)?$/,
    cure: oneApt,
    source: 'https://git.dpkg.org/cgit/dpkg/dpkg.git (lib/dpkg/file.c)',
  },
  {
    id: 'apt-directory-lock',
    tool: 'apt-get',
    kind: 'lock-failed',
    blocking: false,
    needle: 'E: Unable to lock the administration directory (',
    expression:
      /^E: Unable to lock the administration directory \((?<resource>\/[^)]+)\), is another process using it\?$/,
    cure: 'Another package manager is working, often unattended-upgrades. Wait for it, or set DPkg::Lock::Timeout.',
    source: 'https://salsa.debian.org/apt-team/apt (apt-pkg/deb/debsystem.cc)',
  },
];
