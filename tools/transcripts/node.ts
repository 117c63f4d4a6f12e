import type { Collision, Collisions } from './collision.ts';
import type { Lab } from './lab.ts';

const server = (port: number): string =>
  `require('http').createServer().listen(${port}, '127.0.0.1', () => console.log('listening'))`;

/** In a user namespace of its own the kernel's limits of watches can be set without touching the machine's. */
function withLimit(name: string, value: number, line: string): string {
  return `unshare -Ur sh -c 'echo ${value} >/proc/sys/user/${name}; exec "$@"' sh ${line}`;
}

export const node: Collisions = {
  tool: 'node',
  version: ['node', '--version'],
  collisions: [
    {
      id: 'node-port',
      how: 'two servers on one port',
      expect: [{ kind: 'port-in-use', resource: '3000', blocking: false }],
      async record(lab) {
        const port = await lab.freePort(3000);
        await lab.hold(`node -e "${server(port)}"`, { printed: 'listening' });
        return lab.record(`node -e "${server(port)}"`);
      },
    },
    {
      id: 'node-port-handled',
      how: 'two servers on one port; the second prints the error that it was given',
      expect: [{ kind: 'port-in-use', resource: '3000', blocking: false }],
      async record(lab) {
        const port = await lab.freePort(3000);
        await lab.hold(`node -e "${server(port)}"`, { printed: 'listening' });
        return lab.record(`node -e "${server(port)}.on('error', (error) => console.error(error))"`);
      },
    },
    {
      id: 'node-socket',
      how: 'two servers on one unix socket',
      expect: [{ kind: 'port-in-use', resource: '/home/dev/lab/app.sock', blocking: false }],
      async record(lab) {
        const line = `node -e "require('net').createServer().listen('${lab.file('app.sock')}', () => console.log('listening'))"`;
        await lab.hold(line, { printed: 'listening' });
        return lab.record(line);
      },
    },
    {
      id: 'node-inspector-port',
      how: 'two node --inspect on one port',
      expect: [{ kind: 'port-in-use', resource: '9229', blocking: false }],
      async record(lab) {
        const port = await lab.freePort(9229);
        const line = `node --inspect=127.0.0.1:${port} -e "setTimeout(() => {}, 300)"`;
        await lab.hold(`node --inspect=127.0.0.1:${port} -e "setTimeout(() => {}, 60000)"`, {
          printed: 'Debugger listening',
        });
        return lab.record(line);
      },
    },
    {
      id: 'node-watches',
      how: 'fs.watch where the user may have no inotify watch',
      expect: [{ kind: 'watch-limit', resource: 'fs.inotify.max_user_watches', blocking: false }],
      record: (lab) =>
        lab.record(
          withLimit(
            'max_inotify_watches',
            1,
            `node -e "for (const d of ['/tmp', '/usr', '/etc']) fs.watch(d)"`,
          ),
        ),
    },
    {
      id: 'node-watch-instances',
      how: 'fs.watch where the user may have no inotify instance',
      expect: [{ kind: 'watch-limit', resource: 'fs.inotify.max_user_instances', blocking: false }],
      record: (lab) =>
        lab.record(withLimit('max_inotify_instances', 0, `node -e "fs.watch('/tmp')"`)),
    },
    {
      id: 'node-too-many-files',
      how: 'sixty open files where forty are allowed',
      expect: [{ kind: 'fd-limit', resource: 'open files', blocking: false }],
      record: (lab) =>
        lab.record(
          `ulimit -n 40; node -e "for (let i = 0; i < 60; i += 1) fs.openSync('/dev/null')"`,
        ),
    },
    {
      id: 'node-disk-full',
      how: 'writeFileSync to a disk of 64 KiB',
      expect: [{ kind: 'disk-full', resource: '', blocking: false }],
      record(lab) {
        lab.smallDisk('disk', 64);
        return lab.record(`node -e "fs.writeFileSync('disk/data', 'x'.repeat(100000))"`);
      },
    },
    {
      id: 'node-copy-disk-full',
      how: 'copyFileSync to a disk of 64 KiB',
      expect: [{ kind: 'disk-full', resource: 'data', blocking: false }],
      record(lab) {
        lab.smallDisk('disk', 64);
        lab.write('data', Buffer.alloc(100_000));
        return lab.record(`node -e "fs.copyFileSync('data', 'disk/data')"`);
      },
    },
    {
      id: 'node-heap',
      how: 'an array that does not fit a heap of 16 MiB',
      expect: [{ kind: 'oom', resource: 'JavaScript heap', blocking: false }],
      record: (lab) =>
        lab.record(
          `node --max-old-space-size=16 -e "const all = []; for (;;) all.push(new Array(1000).fill('x'))"`,
        ),
    },
    {
      id: 'node-text-busy',
      how: 'a program is started that another process has open for writing',
      expect: [{ kind: 'file-busy', resource: './tool', blocking: false }],
      async record(lab) {
        lab.run('cp /bin/true tool');
        await lab.hold('exec 9<>tool; echo open; cat', { printed: 'open' });
        return lab.record(`node -e "child_process.execFileSync('./tool')"`);
      },
    },
    {
      id: 'node-database-locked',
      how: 'node:sqlite on a database that the sqlite3 program has locked',
      expect: [{ kind: 'lock-failed', resource: 'database', blocking: false, tool: 'sqlite' }],
      async record(lab) {
        await lab.hold(
          `(echo "create table t(x); begin exclusive; select 'locked';"; cat) | sqlite3 app.db`,
          { printed: 'locked' },
        );
        return lab.record(
          `node -e "new (require('node:sqlite').DatabaseSync)('app.db').exec('insert into t values (1)')"`,
        );
      },
    },
  ],
};

function packageOf(lab: Lab, name: string, scripts: Record<string, string> = {}): void {
  lab.write(`${name}/package.json`, JSON.stringify({ name, version: '1.0.0', scripts }));
}

/** A package with 2 MiB that do not compress, as npm packs it. */
function bigPackage(lab: Lab): string {
  packageOf(lab, 'big');
  lab.run('head -c 2000000 /dev/urandom >big/data.bin; cd big && npm pack --silent');
  return lab.file('big', 'big-1.0.0.tgz');
}

const npmQuiet = {
  npm_config_update_notifier: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
};

function killedScript(tool: 'npm' | 'pnpm'): Collision {
  return {
    id: `${tool}-script-killed`,
    how: `${tool} run of a script that is killed, as the kernel does when memory runs out`,
    // Of npm all that is printed is one word of the shell.
    expect: [{ kind: 'killed', resource: tool === 'npm' ? '' : 'script', blocking: false }],
    record(lab) {
      packageOf(lab, 'app', { build: `node -e "process.kill(process.pid, 'SIGKILL')"` });
      return lab.record(`${tool} run build`, {
        cwd: lab.file('app'),
        environment: { ...npmQuiet, npm_config_cache: lab.file('cache') },
      });
    },
  };
}

export const npm: Collisions = {
  tool: 'npm',
  version: ['npm', '--version'],
  collisions: [
    killedScript('npm'),
    {
      id: 'npm-disk-full',
      how: 'npm install of 2 MiB on a disk of 1 MiB',
      expect: [{ kind: 'disk-full', resource: '', blocking: false }],
      record(lab) {
        const file = bigPackage(lab);
        lab.smallDisk('disk', 1024);
        lab.write('disk/package.json', '{"name":"app","version":"1.0.0"}');
        return lab.record(`npm install --offline ${file}`, {
          cwd: lab.file('disk'),
          environment: { ...npmQuiet, npm_config_cache: lab.file('cache') },
        });
      },
    },
    {
      id: 'npm-start-port',
      how: 'npm start of a server on a port that another has',
      expect: [{ kind: 'port-in-use', resource: '3000', blocking: false, tool: 'node' }],
      async record(lab) {
        const port = await lab.freePort(3000);
        packageOf(lab, 'app', { start: 'node server.js' });
        lab.write('app/server.js', `${server(port)}\n`);
        await lab.hold('npm start', {
          cwd: lab.file('app'),
          environment: npmQuiet,
          printed: 'listening',
        });
        return lab.record('npm start', { cwd: lab.file('app'), environment: npmQuiet });
      },
    },
  ],
};

export const pnpm: Collisions = {
  tool: 'pnpm',
  version: ['pnpm', '--version'],
  collisions: [
    killedScript('pnpm'),
    {
      id: 'pnpm-recursive-port',
      how: 'pnpm -r run of two servers on one port, each line with its package',
      expect: [{ kind: 'port-in-use', resource: '3000', blocking: false, tool: 'node' }],
      async record(lab) {
        const port = await lab.freePort(3000);
        lab.write('package.json', '{"name":"root","private":true}');
        lab.write('pnpm-workspace.yaml', 'packages:\n  - packages/*\n');
        for (const name of ['api', 'web']) {
          packageOf(lab, `packages/${name}`, { dev: 'node server.js' });
          lab.write(
            `packages/${name}/server.js`,
            `${server(port)}\nsetTimeout(() => process.exit(0), 3000)\n`,
          );
        }
        return lab.record('pnpm -r --parallel run dev', { environment: npmQuiet });
      },
    },
    {
      id: 'pnpm-disk-full',
      how: 'pnpm install of 2 MiB on a disk of 1 MiB',
      expect: [{ kind: 'disk-full', resource: '', blocking: false }],
      record(lab) {
        const file = bigPackage(lab);
        lab.smallDisk('disk', 1024);
        lab.write(
          'disk/package.json',
          `{"name":"app","version":"1.0.0","dependencies":{"big":"file:${file}"}}`,
        );
        return lab.record('pnpm install --offline', {
          cwd: lab.file('disk'),
          environment: {
            ...{ npm_config_store_dir: lab.file('disk/store'), PNPM_HOME: lab.file('home') },
            XDG_CACHE_HOME: lab.file('xdg'),
          },
        });
      },
    },
  ],
};
