import type { Collisions } from './collision.ts';
import type { Lab } from './lab.ts';

/** A wheel of so many bytes that do not compress; a wheel is a zip file (PEP 427). */
function wheel(lab: Lab, bytes: number): string {
  lab.write(
    'make.py',
    `import os, zipfile
with zipfile.ZipFile('big-1.0-py3-none-any.whl', 'w') as z:
    z.writestr('big/data.bin', os.urandom(${bytes}))
    z.writestr('big/__init__.py', '')
    z.writestr('big-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: big\\nVersion: 1.0\\n')
    z.writestr('big-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: lab\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    z.writestr('big-1.0.dist-info/RECORD', 'big/data.bin,,\\nbig/__init__.py,,\\nbig-1.0.dist-info/METADATA,,\\nbig-1.0.dist-info/WHEEL,,\\nbig-1.0.dist-info/RECORD,,\\n')
`,
  );
  lab.run('python3 make.py');
  return lab.file('big-1.0-py3-none-any.whl');
}

const quiet = {
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INDEX: '1',
  PIP_ROOT_USER_ACTION: 'ignore',
};

export const pip: Collisions = {
  tool: 'pip',
  version: ['python3', '-m', 'pip', '--version'],
  collisions: [
    {
      id: 'pip-disk-full',
      how: 'pip install of 2 MiB onto a disk of 1 MiB',
      expect: [{ kind: 'disk-full', resource: '', blocking: false }],
      record(lab) {
        const file = wheel(lab, 2_000_000);
        const disk = lab.smallDisk('disk', 1024);
        return lab.record(`python3 -m pip install --target ${disk} ${file}`, {
          environment: { ...quiet, TMPDIR: disk },
        });
      },
    },
    {
      id: 'pip-cache-disk-full',
      how: 'pip install into a virtual environment on a disk of 1 MiB, with a temporary directory elsewhere',
      expect: [{ kind: 'disk-full', resource: '', blocking: false }],
      record(lab) {
        const file = wheel(lab, 2_000_000);
        const disk = lab.smallDisk('disk', 1024);
        return lab.record(`python3 -m pip install --prefix ${disk} --no-deps ${file}`, {
          environment: quiet,
        });
      },
    },
  ],
};

export const python: Collisions = {
  tool: 'python',
  version: ['python3', '--version'],
  collisions: [
    {
      id: 'python-port-socketserver',
      how: 'socketserver on the port of an http.server',
      expect: [{ kind: 'port-in-use', resource: '', blocking: false }],
      async record(lab) {
        const port = await lab.freePort(8000);
        await lab.hold(`python3 -u -m http.server -b 127.0.0.1 ${port}`, {
          printed: 'Serving HTTP',
        });
        return lab.record(
          `python3 -c "import socketserver; socketserver.TCPServer(('127.0.0.1', ${port}), None)"`,
        );
      },
    },
    {
      id: 'python-port-asyncio',
      how: 'asyncio on the port of an http.server',
      expect: [{ kind: 'port-in-use', resource: '8000', blocking: false }],
      async record(lab) {
        const port = await lab.freePort(8000);
        await lab.hold(`python3 -u -m http.server ${port}`, { printed: 'Serving HTTP' });
        return lab.record(
          `python3 -c "import asyncio; asyncio.run(asyncio.start_server(print, '127.0.0.1', ${port}))"`,
        );
      },
    },
    {
      id: 'python-database-locked',
      how: 'sqlite3 of Python on a database that the sqlite3 program has locked',
      expect: [{ kind: 'lock-failed', resource: 'database', blocking: false }],
      async record(lab) {
        await lab.hold(
          '(echo "create table t(x); begin exclusive; select \'locked\';"; cat) | sqlite3 app.db',
          {
            printed: 'locked',
          },
        );
        return lab.record(
          `python3 -c "import sqlite3; sqlite3.connect('app.db', timeout=0.2).execute('insert into t values (1)')"`,
        );
      },
    },
    {
      id: 'python-database-full',
      how: 'an insert of 1 MiB on a disk of 64 KiB',
      expect: [{ kind: 'disk-full', resource: '', blocking: false }],
      record(lab) {
        lab.smallDisk('disk', 64);
        return lab.record(
          `python3 -c "import sqlite3; d = sqlite3.connect('disk/a.db'); d.execute('create table t(x)'); d.execute('insert into t values (zeroblob(1000000))'); d.commit()"`,
        );
      },
    },
    {
      id: 'python-disk-full',
      how: 'a write to a disk of 64 KiB',
      expect: [{ kind: 'disk-full', resource: '', blocking: false }],
      record(lab) {
        lab.smallDisk('disk', 64);
        return lab.record(`python3 -c "open('disk/data', 'wb').write(b'x' * 100000)"`);
      },
    },
    {
      id: 'python-copy-disk-full',
      how: 'shutil.copy to a disk of 64 KiB',
      expect: [{ kind: 'disk-full', resource: 'data', blocking: false }],
      record(lab) {
        lab.smallDisk('disk', 64);
        lab.write('data', Buffer.alloc(100_000));
        return lab.record(`python3 -c "import shutil; shutil.copy('data', 'disk/data')"`);
      },
    },
    {
      id: 'python-too-many-files',
      how: 'thirty open files where twenty are allowed',
      expect: [{ kind: 'fd-limit', resource: 'open files', blocking: false }],
      record: (lab) =>
        lab.record(`ulimit -n 20; python3 -c "files = [open('/dev/null') for _ in range(30)]"`),
    },
    {
      id: 'python-out-of-memory',
      how: 'a list of 1 GiB where 300 MiB of addresses are allowed',
      expect: [{ kind: 'oom', resource: 'memory', blocking: false }],
      record: (lab) => lab.record(`ulimit -v 300000; python3 -c "b'x' * (1 << 30)"`),
    },
    {
      id: 'python-text-busy',
      how: 'a program is started that another process has open for writing',
      expect: [{ kind: 'file-busy', resource: './tool', blocking: false }],
      async record(lab) {
        lab.run('cp /bin/true tool');
        await lab.hold('exec 9<>tool; echo open; cat', { printed: 'open' });
        return lab.record(`python3 -c "import subprocess; subprocess.run(['./tool'])"`);
      },
    },
  ],
};

/** A package from a registry that does not answer keeps uv at work, with its environment locked. */
export const uv: Collisions = {
  tool: 'uv',
  version: ['uv', '--version'],
  collisions: [
    ...(['-v', '-vv'] as const).map((verbose) => ({
      id: `uv-environment-${verbose.slice(1)}`,
      how: `a uv pip install waits for its index with the environment in its hands; uv pip install ${verbose} comes to it`,
      expect: [{ kind: 'lock-wait', resource: 'venv', blocking: true }] as const,
      released: true,
      async record(lab: Lab) {
        const { url, answer } = await lab.slowRegistry();
        lab.run('uv venv -q venv');
        const environment = { VIRTUAL_ENV: lab.file('venv'), UV_HTTP_RETRIES: '0', NO_COLOR: '1' };
        const install = `uv pip install --no-cache --index-url ${url}/simple`;
        await lab.hold(`${install} -v one`, { environment, printed: 'Solving with' });
        return lab.record(`${install} ${verbose} two`, {
          environment,
          once: { printed: 'Waiting to acquire', then: answer },
        });
      },
    })),
    {
      id: 'uv-lock-timeout',
      how: 'the same with UV_LOCK_TIMEOUT=1: it goes on without the lock',
      expect: [
        { kind: 'lock-wait', resource: 'venv', blocking: true },
        { kind: 'lock-failed', resource: 'venv', blocking: false },
      ],
      released: true,
      async record(lab) {
        const { url, answer } = await lab.slowRegistry();
        lab.run('uv venv -q venv');
        const environment = { VIRTUAL_ENV: lab.file('venv'), UV_HTTP_RETRIES: '0', NO_COLOR: '1' };
        const install = `uv pip install --no-cache --index-url ${url}/simple`;
        await lab.hold(`${install} -v one`, { environment, printed: 'Solving with' });
        return lab.record(`UV_LOCK_TIMEOUT=1 ${install} -v two`, {
          environment,
          once: { printed: 'Timeout', then: answer },
        });
      },
    },
    {
      id: 'uv-cache-clean',
      how: 'uv cache clean while a uv pip install has the cache',
      expect: [{ kind: 'lock-wait', resource: 'uv cache', blocking: true }],
      released: true,
      async record(lab) {
        const { url, answer } = await lab.slowRegistry();
        lab.run('uv venv -q venv');
        const environment = {
          ...{ VIRTUAL_ENV: lab.file('venv'), UV_CACHE_DIR: lab.file('cache') },
          ...{ UV_HTTP_RETRIES: '0', NO_COLOR: '1' },
        };
        await lab.hold(`uv pip install --index-url ${url}/simple -v one`, {
          environment,
          printed: 'Solving with',
        });
        return lab.record('uv cache clean', {
          environment,
          once: { printed: 'in-use', then: answer },
        });
      },
    },
    {
      id: 'uv-disk-full',
      how: 'uv pip install of 2 MiB into an environment on a disk of 1 MiB',
      expect: [{ kind: 'disk-full', resource: '', blocking: false, tool: 'rust' }],
      record(lab) {
        const file = wheel(lab, 2_000_000);
        lab.smallDisk('disk', 1024);
        lab.run('uv venv -q disk/venv');
        return lab.record(`uv pip install --no-index --link-mode copy ${file}`, {
          environment: {
            VIRTUAL_ENV: lab.file('disk/venv'),
            UV_CACHE_DIR: lab.file('cache'),
            NO_COLOR: '1',
          },
        });
      },
    },
  ],
};
