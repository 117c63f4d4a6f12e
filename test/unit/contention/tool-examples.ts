import type { PatternExamples } from './pattern-examples.ts';

/** Messages of servers, git, build tools, package managers and the system. */
export const toolExamples: PatternExamples = {
  'node-address-in-use': [
    ['Error: listen EADDRINUSE: address already in use :::3000', '3000'],
    ['Error: listen EADDRINUSE: address already in use 127.0.0.1:8080', '8080'],
    ['Error: listen EADDRINUSE: address already in use /tmp/a.sock', '/tmp/a.sock'],
  ],
  'go-address-in-use': [
    ['listen tcp :3000: bind: address already in use', '3000'],
    ['2026/08/22 10:00:00 listen tcp 127.0.0.1:80: bind: address already in use', '80'],
    ['panic: listen tcp4 0.0.0.0:3000: bind: address already in use', '3000'],
  ],
  'spring-port-in-use': [['Web server failed to start. Port 8080 was already in use.', '8080']],
  'vite-other-port': [['Port 5173 is in use, trying another one...', '5173']],
  'vite-strict-port': [
    ['Error: Port 5173 is already in use', '5173'],
    ['WebSocket server error: Port 24678 is already in use', '24678'],
  ],
  'vite-wildcard-port': [
    [
      'Port 5173 is in use on a wildcard address, but 127.0.0.1:5173 is available. Another server may answer.',
      '5173',
    ],
  ],
  'vite-no-port': [['Error: No available ports found between 5173 and 5183', '5173 and 5183']],
  'next-other-port': [
    [' \u26a0 Port 3000 is in use by process 4711, using available port 3001 instead.', '3000'],
  ],
  'next-lock': [
    [
      ' \u2a2f Unable to acquire lock at /w/.next/lock, is another instance of next build running?',
      '/w/.next/lock',
    ],
  ],
  'vitest-coverage-directory': [
    [
      'Error: The coverage report directory "/w/coverage" is already in use by another Vitest process (pid 4711). Use another.',
      '/w/coverage',
    ],
  ],
  'vitest-worker-exited': [['Error: Worker exited unexpectedly', 'test worker']],
  'jest-worker-killed': [
    [
      '    A jest worker process (pid=4711) was terminated by another process: signal=SIGKILL, exitCode=null. Operating system logs may contain more information on why this occurred.',
      'jest worker',
    ],
  ],
  'docker-port-allocated': [
    [
      'docker: Error response from daemon: driver failed programming external connectivity on endpoint web (0a1b): Bind for 0.0.0.0:8080 failed: port is already allocated.',
      '8080',
    ],
  ],
  'docker-name-in-use': [
    [
      'docker: Error response from daemon: Conflict. The container name "/web" is already in use by container "0123456789abcdef". You have to remove (or rename) that container to be able to reuse that name.',
      'web',
    ],
  ],
  'git-lock-file-exists': [
    ["fatal: Unable to create '/w/r/.git/worktrees/a/index.lock': File exists.", 'index.lock'],
    ["error: Unable to create 'C:\\r\\.git\\packed-refs.lock': File exists.", 'packed-refs.lock'],
  ],
  'git-config-lock': [
    ['error: could not lock config file .git/config: File exists', '.git/config'],
  ],
  'git-ref-lock': [
    ["fatal: cannot lock ref 'HEAD': Unable to create '/w/r/.git/HEAD.lock': File exists.", 'HEAD'],
  ],
  'git-ref-moved': [
    [
      "error: cannot lock ref 'refs/remotes/origin/main': is at 6985fefd0c3a3a7c1c9b1a5a6c2f7f4f1b7f2d11 but expected 905c6c8d0c3a3a7c1c9b1a5a6c2f7f4f1b7f2d11",
      'refs/remotes/origin/main',
    ],
  ],
  'git-gc-running': [
    ["fatal: gc is already running on machine 'host' pid 4711 (use --force if not)", 'gc'],
  ],
  'git-branch-checked-out': [["fatal: 'main' is already checked out at '/w/r'", 'main']],
  'git-branch-in-worktree': [["fatal: 'main' is already used by worktree at '/w/r'", 'main']],
  'git-worktree-locked': [
    ['fatal: cannot remove a locked working tree, lock reason: on a stick', 'working tree'],
    ['fatal: cannot remove a locked working tree;', 'working tree'],
  ],
  'git-shallow-changed': [['fatal: shallow file has changed since we read it', 'shallow']],
  'gradle-lock-timeout': [
    [
      '> Timeout waiting to lock journal cache (/h/.gradle/caches/journal-1). It is currently in use by another Gradle instance.',
      'journal cache',
    ],
  ],
  'maven-named-locks': [
    [
      '[ERROR] Failed to execute goal org.example:plugin:1.5:process (default) on project a: Could not acquire lock(s) -> [Help 1]',
      'maven local repository',
    ],
  ],
  'bazel-waiting': [
    [
      'Another command (pid=12) is running. Waiting for it to complete on the server (server_pid=34)...',
      'bazel server',
    ],
  ],
  'bazel-exiting': [['Another command (pid=12) is running. Exiting immediately.', 'bazel server']],
  'msbuild-copy-retry': [
    [
      'C:\\Program Files\\dotnet\\sdk\\Microsoft.Common.targets(5097,5): warning MSB3026: Could not copy "obj\\a.dll" to "bin\\a.dll". Beginning retry 1 in 1000ms. The process cannot access the file. [C:\\w\\a.csproj]',
      'bin\\a.dll',
    ],
  ],
  'msbuild-copy-failed': [
    [
      'C:\\sdk\\Microsoft.Common.targets(5097,5): error MSB3027: Could not copy "obj\\a.dll" to "bin\\a.dll". Exceeded retry count of 10. Failed. The file is locked by: "a (12)" [C:\\w\\a.csproj]',
      'bin\\a.dll',
    ],
  ],
  'msbuild-file-in-use': [
    [
      'C:\\sdk\\Microsoft.Common.targets(5097,5): error MSB3021: Unable to copy file "obj\\a.dll" to "bin\\a.dll". The process cannot access the file \'bin\\a.dll\' because it is being used by another process.',
      'bin\\a.dll',
    ],
  ],
  'link-cannot-open': [
    ["LINK : fatal error LNK1104: cannot open file 'C:\\w\\app.exe'", 'C:\\w\\app.exe'],
  ],
  'gcc-compiler-killed': [
    ['g++: fatal error: Killed signal terminated program cc1plus', 'cc1plus'],
  ],
  'gcc-linker-killed': [
    ['collect2: schwerwiegender Fehler: ld mit Signal 9 [Getötet] beendet', 'ld'],
    ['collect2: error fatal: se terminó ld con la señal 9 [Terminado (killed)]', 'ld'],
    ['collect2: 致命错误：ld 以信号 9 [已杀死] 退出。', 'ld'],
    ['collect2: fatal error: ld terminated with signal 9 [Killed]', 'ld'],
  ],
  'go-tool-killed': [
    ['signal: killed', ''],
    ['/usr/lib/go/pkg/tool/linux_amd64/link: signal: killed', 'link'],
  ],
  'make-recipe-killed': [
    ['make[1]: *** [Makefile:4：over] 已杀死', 'over'],
    ['make: *** [Makefile:4: sub] Killed', 'sub'],
    ['make[1]: *** [Makefile:12: out/a.o] Killed', 'out/a.o'],
  ],
  'terraform-state-wait': [
    ['Acquiring state lock. This may take a few moments...', 'terraform state'],
  ],
  'terraform-state-locked': [
    ['\u2502 Error: Error acquiring the state lock', 'terraform state'],
    ['Error: Error acquiring the state lock', 'terraform state'],
  ],
  'apt-waiting': [
    [
      'Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 26066 (python3)... 12s',
      '/var/lib/dpkg/lock-frontend',
    ],
  ],
  'apt-lock-held': [
    [
      'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 12 (apt)',
      '/var/lib/dpkg/lock-frontend',
    ],
    [
      'E: Could not get lock /var/lib/dpkg/lock - open (11: Resource temporarily unavailable)',
      '/var/lib/dpkg/lock',
    ],
  ],
  'apt-frontend-lock': [
    [
      'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
      '/var/lib/dpkg/lock-frontend',
    ],
  ],
  'dpkg-lock': [
    [
      'dpkg: error: dpkg frontend lock was locked by another process with pid 12',
      'dpkg frontend lock',
    ],
    ['dpkg: error: dpkg status database is locked by another process', 'dpkg status database'],
  ],
  'brew-file-locked': [
    [
      'Error: A `brew upgrade hello` process has already locked /opt/homebrew/Cellar/hello.',
      '/opt/homebrew/Cellar/hello',
    ],
  ],
  'brew-command-running': [
    ['Error: Another `brew update` process is already running.', 'brew update'],
  ],
  'vcpkg-waiting': [
    ['waiting to take filesystem lock on /w/vcpkg/.vcpkg-root...', '/w/vcpkg/.vcpkg-root'],
  ],
  'flutter-waiting': [
    ['Waiting for another flutter command to release the startup lock...', 'startup lock'],
  ],
  'swiftpm-waiting': [
    [
      "Another instance of SwiftPM (PID: 12) is already running using '/w/.build', waiting until that process has finished execution...",
      '/w/.build',
    ],
  ],
  'xcode-database-locked': [
    [
      'error: unable to attach DB: error: accessing build database "/w/build.db": database is locked Possibly there are two concurrent builds running in the same filesystem location.',
      '/w/build.db',
    ],
  ],
  'nix-store-waiting': [['waiting for the big Nix store lock...', 'big Nix store lock']],
  'sqlite-disk-full': [
    ['Error: stepping, database or disk is full (13)', ''],
    ['Runtime error near line 1: database or disk is full (13)', ''],
    ['Error: database or disk is full', ''],
  ],
  'tar-disk-full': [['tar: big: Wrote only 4608 of 10240 bytes', 'big']],
  'assembler-disk-full': [
    [
      "/tmp/ccdoWF6u.s: Fatal error: can't fill 256 bytes in section .data of out/big.o: 'No space left on device'",
      '',
    ],
  ],
  'sqlite-database-locked': [
    ['Error: in prepare, database is locked (5)', 'database'],
    ['Error: database is locked', 'database'],
    ['Runtime error near line 3: database is locked (5)', 'database'],
  ],
  'bash-killed': [
    ['bash: line 1: 25409 Killed                  python3 -c "pass"', 'python3'],
    ['./build.sh: line 12:  4711 Killed                  RUST_LOG=info /w/bin/app --fast', 'app'],
  ],
  'bash-job-killed': [['[1]+  Killed                  sleep 100', 'sleep']],
  'zsh-killed': [['zsh: killed     cargo build', 'cargo']],
  'kernel-memory-cgroup': [
    [
      '[ 5566.857607] Memory cgroup out of memory: Killed process 18314 (rustc) total-vm:2213680kB, anon-rss:1930464kB',
      'rustc',
    ],
  ],
  'kernel-out-of-memory': [
    ['[123456.857607] Out of memory: Killed process 18314 (ld.lld) total-vm:2213680kB', 'ld.lld'],
  ],
  'fork-out-of-memory': [['bash: fork: Cannot allocate memory', 'memory']],
  'fork-retry': [['bash: fork: retry: Resource temporarily unavailable', 'max user processes']],
  'fork-failed': [['./a.sh: line 3: fork: Resource temporarily unavailable', 'max user processes']],
  'tail-inotify-exhausted': [['tail: inotify resources exhausted', 'fs.inotify.max_user_watches']],
  'tail-inotify-instances': [
    [
      'tail: inotify cannot be used, reverting to polling: Too many open files',
      'fs.inotify.max_user_instances',
    ],
  ],
  'coreutils-text-file-busy': [
    ["truncate: cannot open 'app' for writing: Text file busy", 'app'],
    ['tee: app: Text file busy', 'app'],
    ["cp: cannot create regular file './busy': Text file busy", './busy'],
  ],
  'bash-text-file-busy': [
    ['bash: ./wr.sh: /bin/sh: bad interpreter: Text file busy', './wr.sh'],
    ['bash: line 1: ./tool: Text file busy', './tool'],
  ],
  'coreutils-device-busy': [["rm: cannot remove 'mnt': Device or resource busy", 'mnt']],
  'umount-busy': [
    ['umount: /mnt: 目标忙.', '/mnt'],
    ['umount: /mnt: target is busy.', '/mnt'],
  ],
  'program-disk-full': [
    ['sort: close failed: /tmp/sortddR7Qy: No space left on device', ''],
    ["cp: error writing 'out': No space left on device", ''],
    ['fatal: write error: No space left on device', ''],
    ['error: error writing to /tmp/a.s: No space left on device', ''],
  ],
  'lanekeeper-install-wait': [
    ['lanekeeper: agent dev-1 is installing packages in /a b/c: waiting for it', '/a b/c'],
    ['lanekeeper: another is installing packages in /repo: waiting for it', '/repo'],
  ],
};
