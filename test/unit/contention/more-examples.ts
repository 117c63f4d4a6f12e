import type { PatternExamples } from './pattern-examples.ts';

/** Messages of servers, runtimes and package managers. */
export const moreExamples: PatternExamples = {
  'bazel-client-lock': [['Another command holds the client lock:', 'bazel output base']],
  'gradle-lock-exception': [
    [
      'Caused by: org.gradle.cache.LockTimeoutException: Timeout waiting to lock journal cache (/home/dev/.gradle/caches/journal-1). It is currently in use by another Gradle instance.',
      'journal cache',
    ],
    [
      'org.gradle.cache.internal.LockTimeoutException: Timeout waiting to lock daemon addresses registry. It is currently in use by another Gradle instance.',
      'daemon addresses registry',
    ],
  ],
  'bun-port-in-use': [
    ['error: Failed to start server. Is port 3000 in use?', '3000'],
    ['Failed to start server. Is port 8080 in use?', '8080'],
  ],
  'apt-directory-lock': [
    [
      'E: Unable to lock the administration directory (/var/lib/dpkg/), is another process using it?',
      '/var/lib/dpkg/',
    ],
  ],
  'docker-host-port': [
    [
      'Error response from daemon: driver failed programming external connectivity on endpoint web (0123456789abcdef): failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/tcp: address already in use',
      '8080',
    ],
    [
      'Error response from daemon: Ports are not available: exposing port TCP 0.0.0.0:5432 -> 0.0.0.0:0: listen tcp 0.0.0.0:5432: bind: address already in use',
      '5432',
    ],
  ],
  'terraform-locking-state': [
    [
      'Error: Error locking state: Error acquiring the state lock: resource temporarily unavailable',
      'terraform state',
    ],
  ],
  'sqlite-driver-locked': [['database is locked (5) (SQLITE_BUSY)', 'database']],
  'go-text-file-busy': [
    ['fork/exec /w/app: text file busy', '/w/app'],
    ['open /w/bin/server: text file busy', '/w/bin/server'],
  ],
  'go-disk-full': [
    ['write /tmp/go-build12/b001/_pkg_.a: no space left on device', '/tmp/go-build12/b001/_pkg_.a'],
    ['go: write /w/go.sum: no space left on device', '/w/go.sum'],
  ],
  'go-out-of-memory': [['fatal error: runtime: out of memory', 'memory']],
  'go-too-many-files': [
    ['open /w/a.go: too many open files', 'open files'],
    ['failed to create fsnotify watcher: too many open files', 'open files'],
  ],
  'java-address-in-use': [
    ['Exception in thread "main" java.net.BindException: Adresse déjà utilisée', ''],
    ['Caused by: java.net.BindException: Address already in use', ''],
    ['java.net.BindException: Address already in use: bind', ''],
    ['Exception in thread "main" java.net.BindException: Address already in use (Bind failed)', ''],
  ],
  'java-out-of-memory': [
    ['java.lang.OutOfMemoryError: Java heap space', 'Java heap space'],
    ['Exception in thread "main" java.lang.OutOfMemoryError: Metaspace', 'Metaspace'],
  ],
  'ruby-address-in-use': [
    ['Address already in use - bind(2) for "127.0.0.1" port 3000 (Errno::EADDRINUSE)', '3000'],
  ],
  'php-address-in-use': [
    ['Failed to listen on localhost:8000 (reason: Address already in use)', '8000'],
  ],
  'nginx-address-in-use': [
    ['nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)', '80'],
  ],
  'redis-address-in-use': [
    ['Could not create server TCP listening socket *:6379: bind: Address already in use', '6379'],
    [
      '12:M 25 Nov 2026 10:00:00.123 # Warning: Could not create server TCP listening socket 127.0.0.1:6379: bind: Address already in use',
      '6379',
    ],
  ],
  'django-port-in-use': [['Error: That port is already in use.', '']],
  'react-scripts-port-in-use': [['Something is already running on port 3000.', '3000']],
  'dotnet-address-in-use': [
    [
      'Unhandled exception. System.IO.IOException: Failed to bind to address http://127.0.0.1:5000: address already in use.',
      '5000',
    ],
  ],
  'dotnet-file-in-use': [
    [
      "Unhandled exception. System.IO.IOException: The process cannot access the file 'C:\\w\\a.log' because it is being used by another process.",
      'C:\\w\\a.log',
    ],
  ],
  'windows-sharing-violation': [
    ['The process cannot access the file because it is being used by another process.', ''],
  ],
  'link-cannot-open-for-writing': [
    ['LINK : fatal error LNK1168: cannot open C:\\w\\app.exe for writing', 'C:\\w\\app.exe'],
  ],
  'gcc-out-of-memory': [
    ['cc1plus: out of memory allocating 65536 bytes after a total of 31383552 bytes', 'cc1plus'],
  ],
  'gcc-virtual-memory': [['virtual memory exhausted: Cannot allocate memory', 'memory']],
  'linker-memory-exhausted': [['/usr/bin/ld: final link failed: memory exhausted', 'ld']],
  'llvm-out-of-memory': [['LLVM ERROR: out of memory', 'memory']],
  'rust-too-many-files': [
    ['error: Too many open files (os error 24)', 'open files'],
    ['  Too many open files (os error 24)', 'open files'],
  ],
  'rust-watch-limit': [
    ['Error: OS file watch limit reached.', 'fs.inotify.max_user_watches'],
    ['error: OS file watch limit reached. about ["/w/src"]', 'fs.inotify.max_user_watches'],
  ],
  'python-text-file-busy': [["OSError: [Errno 26] Text file busy: '/w/app'", '/w/app']],
  'pnpm-killed': [[' ELIFECYCLE  Command failed with exit code 137.', 'script']],
  'yarn-killed': [['error Command failed with exit code 137.', 'script']],
  'npm-killed': [
    ['npm error signal SIGKILL', 'script'],
    ['npm ERR! signal SIGKILL', 'script'],
  ],
  'shell-too-many-files': [
    ['bash: line 1: /w/a: Too many open files', 'open files'],
    ['bash: pipe error: Too many open files', 'open files'],
    [
      '/w/run.sh: line 12: cannot make pipe for command substitution: Too many open files',
      'open files',
    ],
  ],
  'pacman-lock': [
    ['error: failed to init transaction (unable to lock database)', 'unable to lock database'],
  ],
  'dnf-waiting': [['Waiting for process with pid 4242 to finish.', 'dnf metadata']],
  'apk-lock': [
    ['ERROR: Unable to lock database: Resource temporarily unavailable', 'apk database'],
  ],
  'maven-write-lock': [
    [
      "[ERROR] Could not acquire write lock for 'artifact:org.slf4j:slf4j-api:1.7.36'",
      'artifact:org.slf4j:slf4j-api:1.7.36',
    ],
  ],
};
