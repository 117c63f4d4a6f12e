import type { PatternExamples } from './pattern-examples.ts';

/** Messages of the tools of Rust, Python and Node. */
export const languageExamples: PatternExamples = {
  'cargo-blocking': [
    ['    Blocking waiting for file lock on package cache', 'package cache'],
    ['    Blocking waiting for file lock on shared package cache', 'shared package cache'],
    ['    Blocking waiting for file lock on package cache mutation', 'package cache mutation'],
    ['    Blocking waiting for file lock on artifact directory', 'artifact directory'],
    ['    Blocking waiting for file lock on Cargo.lock file', 'Cargo.lock file'],
    ['    Blocking waiting for file lock on crate metadata', 'crate metadata'],
    ["    Blocking waiting for file lock on credentials' config file", "credentials' config file"],
    [
      '    Blocking waiting for file lock on serde_json v1.0.140 (0123456789abcdef)',
      'serde_json v1.0.140 (0123456789abcdef)',
    ],
    [
      '    Blocking waiting for file lock on build directory (/w/a b (1)/target/debug/.cargo-lock)',
      'build directory',
    ],
    [
      '    Blocking waiting for file lock on build directory (C:\\w\\target\\debug\\.cargo-lock)',
      'build directory',
    ],
  ],
  'cargo-package-cache-lock-failed': [
    ['error: failed to acquire package cache lock', 'package cache'],
  ],
  'cargo-lock-file-failed': [
    ['error: failed to lock file: /w/target/debug/.cargo-lock', '/w/target/debug/.cargo-lock'],
  ],
  'cargo-linker-killed': [['error: linking with `cc` failed: signal: 9 (SIGKILL)', 'linker']],
  'cargo-process-killed': [
    [
      "  process didn't exit successfully: `/w/target/debug/deps/app-0123 --nocapture` (signal: 9, SIGKILL: kill)",
      'app-0123',
    ],
    [
      "error: process didn't exit successfully: `rustc --crate-name app src/main.rs` (signal: 9, SIGKILL: kill)",
      'rustc',
    ],
    [
      "  process didn't exit successfully: `CARGO=/usr/bin/cargo /usr/bin/rustc --crate-name app` (signal: 9, SIGKILL: kill)",
      'rustc',
    ],
  ],
  'cargo-executable-busy': [
    [
      'error: failed to remove file `C:\\w\\target\\debug\\app.exe`',
      'C:\\w\\target\\debug\\app.exe',
    ],
  ],
  'sccache-compiling-locally': [
    [
      'sccache: warning: The server looks like it shut down unexpectedly, compiling locally instead',
      'sccache server',
    ],
  ],
  'sccache-address-in-use': [['sccache: error: Server startup failed: Address in use', '']],
  'sccache-other-address': [
    ['sccache: Listening on address 127.0.0.1:4227 instead of 127.0.0.1:4226', '127.0.0.1:4226'],
  ],
  'sccache-startup-timeout': [
    [
      'sccache: error: Timed out waiting for server startup. Maybe the remote service is unreachable?',
      'sccache server',
    ],
  ],
  'rustup-detected-conflict': [
    [
      "error: failed to install component: 'rust-std-x86_64-unknown-linux-gnu', detected conflict: 'lib/rustlib'",
      'lib/rustlib',
    ],
  ],
  'rustup-rename-failed': [
    [
      "error: could not rename 'component' file from '/r/tmp/a' to '/r/toolchains/b': File exists (os error 17)",
      '/r/toolchains/b',
    ],
  ],
  'rust-address-in-use': [
    ['Error: Os { code: 98, kind: AddrInUse, message: "Address already in use" }', ''],
    [
      'called `Result::unwrap()` on an `Err` value: Os { code: 48, kind: AddrInUse, message: "Address already in use" }',
      '',
    ],
  ],
  'rust-address-in-use-message': [
    ['Error: Address already in use (os error 98)', ''],
    ['    0: Address already in use (os error 98)', ''],
  ],
  'rust-text-file-busy': [['  Text file busy (os error 26)', '']],
  'rust-used-by-another-process': [
    [
      '  The process cannot access the file because it is being used by another process. (os error 32)',
      '',
    ],
  ],
  'rust-disk-full': [
    ['  No space left on device (os error 28)', ''],
    ['error: failed to write `/w/target/x`: No space left on device (os error 28)', ''],
  ],
  'rust-allocation-failed': [['memory allocation of 549755813888 bytes failed', 'memory']],
  'uv-waiting': [
    ['INFO Waiting to acquire exclusive lock for `/w/.venv` at `/w/.venv/.lock`', '/w/.venv'],
    ['Waiting to acquire lock for `Python installation` at `/u/.lock`', 'Python installation'],
  ],
  'uv-lock-timeout': [
    [
      'error: Timeout (300s) when waiting for lock on `/w/.venv` at `/w/.venv/.lock`, is another uv process running? You can set `UV_LOCK_TIMEOUT` to increase the timeout.',
      '/w/.venv',
    ],
  ],
  'uv-lock-failed': [
    ['error: Could not acquire lock for `/w/.venv` at `/w/.venv/.lock`', '/w/.venv'],
  ],
  'uv-cache-in-use': [
    [
      'Cache is currently in-use, waiting for other uv processes to finish (use `--force` to override)',
      'uv cache',
    ],
  ],
  'pip-disk-full': [
    [
      'ERROR: Could not install packages due to an OSError: [Errno 28] No queda espacio en el dispositivo',
      '',
    ],
    ['ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device', ''],
  ],
  'pip-file-busy': [
    [
      "ERROR: Could not install packages due to an OSError: [WinError 32] The process cannot access the file because it is being used by another process: 'c:\\v\\x.exe'",
      'c:\\v\\x.exe',
    ],
  ],
  'poetry-file-lock': [
    [
      "Failed to clone https://example.org/r.git at 'main', unable to acquire file lock for refs/heads/main.lock.",
      'refs/heads/main.lock',
    ],
  ],
  'conda-lock-error': [['LockError: Failed to acquire lock.', '']],
  'conda-already-busy': [
    [
      'LOCKERROR: It looks like conda is already doing something.  The lock /c/.conda_lock-12 was found. Wait for it to finish before continuing.',
      '/c/.conda_lock-12',
    ],
    [
      'The lock /c/.conda_lock-12 was found. Wait for it to finish before continuing.',
      '/c/.conda_lock-12',
    ],
  ],
  'mamba-waiting': [
    ["warning  libmamba Cannot lock '/h/.cache/mamba/proc'", '/h/.cache/mamba/proc'],
  ],
  'mamba-lock-failed': [
    ['error    libmamba Could not set lock (Resource temporarily unavailable)', ''],
  ],
  'pytest-cache-warning': [
    [
      "  /usr/lib/python3/dist-packages/_pytest/cacheprovider.py:433: PytestCacheWarning: could not create cache path /w/.pytest_cache/v/cache/nodeids: [Errno 13] Permission denied: '/w/.pytest_cache'",
      '/w/.pytest_cache/v/cache/nodeids',
    ],
  ],
  'xdist-node-down': [['[gw0] node down: Not properly terminated', 'gw0']],
  'xdist-worker-crashed': [["worker 'gw3' crashed while running 'test_a.py::test_b'", 'gw3']],
  'xdist-worker-replaced': [['replacing crashed worker gw0', 'gw0']],
  'xdist-workers-exhausted': [['xdist: maximum crashed workers reached: 8', 'test workers']],
  'dmypy-busy': [
    ['Daemon may be busy processing; if this persists, consider dmypy kill', 'dmypy daemon'],
  ],
  'dmypy-connection-busy': [['mypy.ipc.IPCException: The connection is busy.', 'dmypy daemon']],
  'python-database-locked': [['sqlite3.OperationalError: database is locked', 'database']],
  'pnpm-disk-full': [
    ['      on device (os error 28)', ''],
    ['      No space left on device (os error 28)', ''],
    [
      '  ╰─▶ Failed to write cafs: Failed to write to file at "/w/files/38": No space left on device (os error 28)',
      '',
    ],
  ],
  'python-database-full': [['sqlite3.OperationalError: database or disk is full', '']],
  'python-bind-address': [
    [
      "ERROR:    [Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use",
      '8000',
    ],
    [
      "OSError: [Errno 48] error while attempting to bind on address ('::1', 8080, 0, 0): address already in use",
      '8080',
    ],
  ],
  'python-address-in-use': [['OSError: [Errno 98] Address already in use', '']],
  'python-address-in-use-windows': [
    [
      'OSError: [WinError 10048] Only one usage of each socket address (protocol/network address/port) is normally permitted',
      '',
    ],
  ],
  'flask-port-in-use': [
    [
      'Port 5000 is in use by another program. Either identify and stop that program, or start the server with a different port.',
      '5000',
    ],
  ],
  'python-file-busy-windows': [
    [
      "PermissionError: [WinError 32] The process cannot access the file because it is being used by another process: 'C:\\w\\a.txt'",
      'C:\\w\\a.txt',
    ],
  ],
  'python-memory-error': [
    ['MemoryError', 'memory'],
    ['MemoryError: Unable to allocate 74.5 GiB for an array', 'memory'],
  ],
  'python-disk-full': [
    ["OSError: [Errno 28] 设备上没有空间: 'a'", 'a'],
    ["OSError: [Errno 28] No space left on device: '/w/out'", '/w/out'],
  ],
  'python-too-many-files': [["OSError: [Errno 24] Too many open files: '/w/a.txt'", 'open files']],
  'pre-commit-locking': [['[INFO] Locking pre-commit directory', 'pre-commit directory']],
  'npm-lock-compromised-code': [['npm error code ECOMPROMISED', 'npx lock']],
  'npm-lock-compromised': [['npm ERR! Lock compromised', 'npx lock']],
  'npm-file-busy': [
    [
      "npm error EBUSY: resource busy or locked, rename '/w/node_modules/a' -> '/w/node_modules/.a-1'",
      '/w/node_modules/a',
    ],
  ],
  'npm-directory-not-empty': [
    [
      "npm error ENOTEMPTY: directory not empty, rename '/w/node_modules/a' -> '/w/node_modules/.a-1'",
      '/w/node_modules/a',
    ],
  ],
  'npm-file-in-use-windows': [
    [
      "npm error Error: EPERM: operation not permitted, unlink 'C:\\w\\node_modules\\a\\a.node'",
      'C:\\w\\node_modules\\a\\a.node',
    ],
  ],
  'npm-disk-full': [['npm error nospc ENOSPC: no space left on device, write', '']],
  'pnpm-global-bin-lock': [
    [
      ' ERR_PNPM_GLOBAL_BIN_LOCK_TIMEOUT  Timed out waiting for the global bin directory lock at /h/bin/.lock',
      '/h/bin/.lock',
    ],
  ],
  'pnpm-unsafe-install': [
    [
      ' WARN  Could not lock the modules directory at /w/node_modules/.lock: timed out. Installing without it, which is unsafe if another pnpm is installing concurrently.',
      '/w/node_modules/.lock',
    ],
  ],
  'pnpm-store-lock': [
    ['Failed to acquire the store operation lock at /h/store/.lock', '/h/store/.lock'],
  ],
  'yarn-mutex': [
    [
      'warning Waiting for the other yarn instance to finish (pid undefined, inside undefined)',
      'yarn mutex',
    ],
    ['warning Waiting for the other yarn instance to finish (4711)', 'yarn mutex'],
  ],
  'nx-graph': [
    ['Waiting for graph construction in another process to complete', 'project graph'],
    ['\u2819 Waiting for graph construction in another process to complete', 'project graph'],
  ],
  'node-file-busy': [["Error: EBUSY: resource busy or locked, rmdir 'mnt'", 'mnt']],
  'node-text-file-busy': [["Error: ETXTBSY: text file is busy, open './busy'", './busy']],
  'node-text-file-busy-spawn': [
    ['Error: spawn ./tool ETXTBSY', './tool'],
    ['Error: spawnSync ./tool ETXTBSY', './tool'],
  ],
  'node-inspector-address-in-use': [
    ['Starting inspector on 127.0.0.1:9229 failed: address already in use', '9229'],
  ],
  'node-heap-limit': [
    [
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      'JavaScript heap',
    ],
  ],
  'node-inotify-instances': [
    ["Error: EMFILE: too many open files, watch '/w/src'", 'fs.inotify.max_user_instances'],
  ],
  'node-inotify-watches': [
    [
      "Error: ENOSPC: System limit for number of file watchers reached, watch '/w/src'",
      'fs.inotify.max_user_watches',
    ],
  ],
  'node-too-many-files': [["Error: EMFILE: too many open files, open '/w/a.txt'", 'open files']],
  'node-process-limit': [['Error: spawn sleep EAGAIN', 'max user processes']],
  'node-disk-full': [['Error: ENOSPC: no space left on device, write', '']],
  'node-database-busy': [
    ['SqliteError: database is locked', 'database'],
    ['Error: SQLITE_BUSY: database is locked', 'database'],
  ],
};
