import type { ContentionPattern } from '../pattern.ts';

export const swiftPatterns: readonly ContentionPattern[] = [
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
];
