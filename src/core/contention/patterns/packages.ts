import type { ContentionPattern } from '../pattern.ts';

const aptSource =
  'https://salsa.debian.org/apt-team/apt (apt-pkg/contrib/fileutl.cc, apt-pkg/deb/debsystem.cc)';
const oneApt =
  'Another package manager is working, often unattended-upgrades. Wait for it, or set DPkg::Lock::Timeout.';
const brewSource =
  'https://github.com/Homebrew/brew (Library/Homebrew/exceptions.rb, utils/lock.sh)';

export const packagePatterns: readonly ContentionPattern[] = [
  {
    id: 'apt-waiting',
    tool: 'apt-get',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Waiting for cache lock: Could not get lock ',
    expression:
      /^Waiting for cache lock: Could not get lock (?<resource>\/[^ ]+)\.(?: It is held by process \d+(?: \(.*\))?)?(?:\.\.\. \d+(?:\/\d+)?s)?$/,
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
    id: 'brew-file-locked',
    tool: 'brew',
    kind: 'lock-failed',
    blocking: false,
    needle: ' process has already locked ',
    expression: /^Error: A `[^`]+` process has already locked (?<resource>\S.*)\.$/,
    cure: 'Another brew is working. Wait for it to finish, then try again.',
    source: brewSource,
  },
  {
    id: 'brew-command-running',
    tool: 'brew',
    kind: 'lock-failed',
    blocking: false,
    needle: '` process is already running.',
    expression:
      /^Error: Another (?:active )?`(?<resource>brew [^`]+)` process is already running\.$/,
    cure: 'Another brew is working. Wait for it to finish, then try again.',
    source: brewSource,
  },
  {
    id: 'vcpkg-waiting',
    tool: 'vcpkg',
    kind: 'lock-wait',
    blocking: true,
    needle: 'waiting to take filesystem lock on ',
    expression: /^waiting to take filesystem lock on (?<resource>\S.*)\.\.\.$/,
    cure: 'Another vcpkg has it. Give each agent an installed tree of its own with --x-install-root.',
    source: 'https://github.com/microsoft/vcpkg-tool (src/vcpkg/base/files.cpp)',
  },
  {
    id: 'flutter-waiting',
    tool: 'flutter',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Waiting for another flutter command to release ',
    expression:
      /^Waiting for another flutter command to release the (?<resource>startup lock)\.\.\.$/,
    cure: 'One Flutter SDK starts one command at a time. Let the other finish starting.',
    source: 'https://github.com/flutter/flutter (packages/flutter_tools/lib/src/cache.dart)',
  },
  {
    id: 'swiftpm-waiting',
    tool: 'swift',
    kind: 'lock-wait',
    blocking: true,
    needle: ', waiting until that process has finished execution...',
    expression:
      /^Another instance of SwiftPM(?: \(PID: \d+\))? is already running using '(?<resource>[^']+)', waiting until that process has finished execution\.\.\.$/,
    completedByNeedle: true,
    cure: 'Give each agent a build directory of its own with --scratch-path.',
    source:
      'https://github.com/swiftlang/swift-package-manager (Sources/SwiftBuildSupport, Sources/Commands)',
  },
  {
    id: 'xcode-database-locked',
    tool: 'xcode',
    kind: 'lock-failed',
    blocking: false,
    needle: 'there are two concurrent builds running in the same ',
    expression:
      /^error: unable to attach DB: error: accessing build database "(?<resource>[^"]+)": database is locked Possibly there are two concurrent builds running in the same filesystem location\.$/,
    cure: 'Give each agent its own -derivedDataPath.',
    source: 'https://github.com/swiftlang/swift-llbuild (lib/Core/SQLiteBuildDB.cpp)',
  },
  {
    id: 'nix-store-waiting',
    tool: 'nix',
    kind: 'lock-wait',
    blocking: true,
    needle: 'waiting for the big Nix store lock...',
    expression: /^waiting for the (?<resource>big Nix store lock)\.\.\.$/,
    cure: 'Another nix changes the store, often a garbage collection. It goes on by itself.',
    source: 'https://github.com/NixOS/nix (src/libstore/local-store.cc)',
  },
  {
    id: 'sqlite-database-locked',
    tool: 'sqlite',
    kind: 'lock-failed',
    blocking: false,
    needle: 'database is locked',
    expression:
      /^(?:Parse error|Runtime error|Error)(?: near line \d+|: in prepare|: stepping)?(?:,|:) (?<resource>database) is locked(?: \(5\))?$/,
    cure: 'Another process writes to the same database. Give each agent a file of its own, or set ".timeout".',
    source: 'https://www.sqlite.org/rescode.html#busy',
  },
];
