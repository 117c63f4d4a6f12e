import type { Collision, Collisions } from './collision.ts';
import type { Lab } from './lab.ts';

/** A log in which tools were in each other's way: what is shown of it is no news. */
const log = [
  '   Compiling app v0.1.0 (/home/dev/app)',
  '    Blocking waiting for file lock on build directory',
  '    Blocking waiting for file lock on package cache',
  "fatal: Unable to create '/home/dev/app/.git/index.lock': File exists.",
  'error: could not lock config file .git/config: File exists',
  'Error: listen EADDRINUSE: address already in use 127.0.0.1:3000',
  'sqlite3.OperationalError: database is locked',
  'OSError: [Errno 28] No space left on device',
  'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 512 (apt-get)',
  "cp: cannot create regular file 'app': Text file busy",
  'INFO Waiting to acquire exclusive lock for `/home/dev/app/.venv` at `/tmp/uv-3b1c.lock`',
  '    Finished `dev` profile [unoptimized + debuginfo] target(s) in 2.87s',
  '',
].join('\n');

/** What coding agents write about it, in the ways in which they quote. */
const prose = [
  'The build did not fail. Cargo printed "Blocking waiting for file lock on build directory"',
  'because rust-analyzer was checking at the same time, and went on by itself.',
  '',
  "- `fatal: Unable to create '/home/dev/app/.git/index.lock': File exists.` means that a",
  '  git process was killed.',
  '- Error: listen EADDRINUSE: address already in use 127.0.0.1:3000 comes from the second server.',
  '1. database is locked',
  '',
  '> OSError: [Errno 28] No space left on device',
  '',
  'What I saw:',
  '',
  '```',
  '    Blocking waiting for file lock on package cache',
  'error: could not lock config file .git/config: File exists',
  '```',
  '',
  '    $ cargo build',
  '        Blocking waiting for file lock on build directory',
  '',
  '| message | cause |',
  '| --- | --- |',
  '| E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 512 (apt-get) | apt |',
  '',
  'I am going to wait until "Blocking waiting for file lock on package cache" is gone.',
  '',
].join('\n');

function shows(
  tool: string,
  id: string,
  line: string,
  prepare: (lab: Lab) => void = () => undefined,
  version: Collisions['version'] = [tool, '--version'],
): Collision {
  return {
    id: `quoting-${tool}-${id}`,
    tool,
    version,
    how: 'shows what other tools have printed, or what is written about it',
    expect: [],
    record(lab) {
      lab.write('logs/build.log', log);
      lab.write('notes.md', prose);
      prepare(lab);
      return lab.record(line, { environment: { PYTHONDONTWRITEBYTECODE: '1' } });
    },
  };
}

function inRepository(lab: Lab): void {
  lab.run(
    `git init -q -b main
     git config user.name Dev
     git config user.email dev@example.org
     printf 'nothing yet\\n' >build.log
     git add build.log
     git commit -q -m start
     cp logs/build.log build.log`,
  );
}

function committed(lab: Lab): void {
  inRepository(lab);
  lab.run('git commit -q -a -F logs/build.log');
}

export const quoting: Collisions = {
  tool: 'quoting',
  version: ['grep', '--version'],
  collisions: [
    shows('grep', 'numbered', 'grep -n "lock" logs/build.log'),
    shows('grep', 'recursive', 'grep -rn "lock" .'),
    shows('grep', 'coloured', 'grep --color=always -rn "locked\\|lock" .'),
    shows('grep', 'context', 'grep -n -C 3 "index.lock" logs/build.log'),
    shows('grep', 'plain', 'grep lock logs/build.log'),
    shows('cat', 'log', 'cat logs/build.log'),
    shows('cat', 'numbered', 'cat -n logs/build.log'),
    shows('cat', 'prose', 'cat notes.md'),
    shows('tail', 'log', 'tail -n 8 logs/build.log'),
    shows('head', 'log', 'head -n 8 logs/build.log'),
    shows('sed', 'range', 'sed -n 2,6p logs/build.log'),
    shows('awk', 'filter', `awk '/lock/ { print }' logs/build.log`, undefined, [
      'awk',
      '-W',
      'version',
    ]),
    shows('cat', 'pipeline', 'cat logs/build.log | grep -v Compiling | head -n 6'),
    shows('diff', 'unified', 'diff -u /dev/null logs/build.log'),
    shows('diff', 'normal', 'diff /dev/null logs/build.log'),
    shows('diff', 'side-by-side', 'diff -y -W 200 /dev/null logs/build.log'),
    shows(
      'jq',
      'string',
      `python3 -c "import json; print(json.dumps({'log': open('logs/build.log').read()}, indent=2))"`,
      undefined,
      ['python3', '--version'],
    ),
    shows('git', 'diff', 'git diff', inRepository),
    shows('git', 'diff-coloured', 'git diff --color=always', inRepository),
    shows('git', 'diff-words', 'git diff --word-diff', inRepository),
    shows('git', 'show', 'git show', committed),
    shows('git', 'log', 'git log', committed),
    shows('git', 'log-patch', 'git log -p', committed),
    shows('git', 'log-oneline', 'git log --oneline', (lab) => {
      inRepository(lab);
      lab.run(
        'git commit -q -a -m "fatal: Unable to create \'/home/dev/app/.git/index.lock\': File exists."',
      );
    }),
    shows(
      'git',
      'commit',
      'git commit -q -a -m "error: could not lock config file .git/config: File exists" && git log --format=%h:%s',
      inRepository,
    ),
    shows('git', 'blame', 'git blame build.log', committed),
    shows('git', 'grep', 'git grep -n lock', committed),
    shows('git', 'show-file', 'git show HEAD:build.log', committed),
    shows('pytest', 'captured', 'pytest -q test_app.py', (lab) => {
      lab.write(
        'test_app.py',
        `import sys\nLOG = open('logs/build.log').read()\n\ndef test_tells_of_the_lock():\n    print(LOG)\n    print(LOG, file=sys.stderr)\n    assert 'Finished' not in LOG\n`,
      );
    }),
    shows('pytest', 'verbose-assertion', 'pytest -vv test_app.py', (lab) => {
      lab.write(
        'test_app.py',
        `LOG = open('logs/build.log').read()\n\ndef test_parses():\n    assert LOG.splitlines() == ['    Blocking waiting for file lock on build directory']\n`,
      );
    }),
    shows(
      'cargo',
      'test-output',
      'CARGO_TERM_PROGRESS_WHEN=never CARGO_TARGET_DIR=target cargo test --offline',
      (lab) => {
        lab.write('Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n');
        lab.write(
          'src/lib.rs',
          '#[test]\nfn tells_of_the_lock() {\n    print!("{}", include_str!("../logs/build.log"));\n    assert!(false, "    Blocking waiting for file lock on build directory");\n}\n#[test]\nfn other() {}\n',
        );
      },
    ),
    shows(
      'cargo',
      'test-no-capture',
      'CARGO_TERM_PROGRESS_WHEN=never CARGO_TARGET_DIR=target cargo test --offline -- --nocapture',
      (lab) => {
        lab.write('Cargo.toml', '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n');
        lab.write(
          'src/lib.rs',
          '#[test]\nfn tells_of_the_lock() {\n    print!("{}", include_str!("../logs/build.log"));\n}\n',
        );
      },
    ),
    shows(
      'go',
      'test-output',
      'go test -v ./...',
      (lab) => {
        lab.write('go.mod', 'module example.org/app\n\ngo 1.20\n');
        lab.write(
          'app_test.go',
          'package app\n\nimport (\n\t"fmt"\n\t"os"\n\t"testing"\n)\n\nfunc TestTells(t *testing.T) {\n\tlog, _ := os.ReadFile("logs/build.log")\n\tfmt.Print(string(log))\n\tt.Log(string(log))\n}\n',
        );
      },
      ['go', 'version'],
    ),
    shows('node', 'test-output', 'node --test app.test.js', (lab) => {
      lab.write(
        'app.test.js',
        `const log = require('fs').readFileSync('logs/build.log', 'utf8');\nrequire('node:test').test('tells', () => { require('assert').equal(log, ''); });\n`,
      );
    }),
    shows('turbo', 'replay', 'turbo run build --no-color', (lab) => {
      lab.write(
        'package.json',
        '{"name":"root","private":true,"packageManager":"npm@11.0.0","workspaces":["packages/*"]}',
      );
      lab.write('.gitignore', '.turbo\nnode_modules\n');
      lab.write('turbo.json', '{"tasks":{"build":{"outputs":[]}}}');
      lab.write('package-lock.json', '{"name":"root","lockfileVersion":3,"packages":{}}');
      lab.write(
        'packages/web/package.json',
        '{"name":"web","version":"1.0.0","scripts":{"build":"cat ../../logs/build.log"}}',
      );
      lab.run('git init -q && TURBO_TELEMETRY_DISABLED=1 turbo run build --no-color');
    }),
    shows('make', 'dry-run', 'make -n', (lab) => {
      lab.write(
        'Makefile',
        "all:\n\techo '    Blocking waiting for file lock on build directory'\n",
      );
    }),
    shows(
      'bash',
      'trace',
      `bash -xc 'm="    Blocking waiting for file lock on build directory"; test "$m"'`,
    ),
    shows('rustc', 'source', 'rustc --crate-type lib bad.rs', (lab) => {
      lab.write(
        'bad.rs',
        'pub fn message() -> u32 {\n    "    Blocking waiting for file lock on build directory"\n}\n',
      );
    }),
    shows(
      'python',
      'traceback',
      'python3 app.py',
      (lab) => {
        lab.write(
          'app.py',
          `try:\n    raise ValueError("said: sqlite3.OperationalError: database is locked")\nexcept ValueError:\n    import traceback\n    traceback.print_exc()\n`,
        );
      },
      ['python3', '--version'],
    ),
    shows(
      'sqlite',
      'rows',
      'sqlite3 -header -column app.db "select * from log"',
      (lab) => {
        lab.run(
          `printf 'create table log(line);\\n.import logs/build.log log\\n' | sqlite3 app.db`,
        );
      },
      ['sqlite3', '--version'],
    ),
    shows('ls', 'names', 'ls -l locks', (lab) => {
      lab.write('locks/index.lock', '');
      lab.write('locks/fatal: Unable to create index.lock: File exists.', '');
    }),
  ],
};
