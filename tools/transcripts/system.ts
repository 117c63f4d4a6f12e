import type { Collision, Collisions } from './collision.ts';
import type { Lab } from './lab.ts';

const locked = `(echo "create table if not exists t(x); begin exclusive; select 'locked';"; cat) | sqlite3 app.db`;

function behindDatabase(id: string, how: string, line: string): Collision {
  return {
    id: `sqlite-${id}`,
    how: `a sqlite3 has begun an exclusive transaction; ${how}`,
    expect: [{ kind: 'lock-failed', resource: 'database', blocking: false }],
    async record(lab) {
      await lab.hold(locked, { printed: 'locked' });
      return lab.record(line);
    },
  };
}

export const sqlite: Collisions = {
  tool: 'sqlite',
  version: ['sqlite3', '--version'],
  collisions: [
    behindDatabase(
      'argument',
      'a statement as an argument',
      'sqlite3 app.db "insert into t values (1)"',
    ),
    behindDatabase('select', 'a query', 'sqlite3 app.db "select * from t"'),
    behindDatabase(
      'input',
      'statements on the input',
      'printf "insert into t values (1);\\n" | sqlite3 app.db',
    ),
    behindDatabase(
      'timeout',
      'a statement that waits for a while',
      'sqlite3 -cmd ".timeout 200" app.db "insert into t values (1)"',
    ),
    behindDatabase(
      'bail',
      'a script that ends at the first error',
      'printf "begin immediate;\\n" | sqlite3 -bail app.db',
    ),
    behindDatabase('schema', 'a look at the schema', 'sqlite3 app.db .schema'),
    {
      id: 'sqlite-disk-full',
      how: 'an insert of 1 MiB on a disk of 64 KiB',
      expect: [{ kind: 'disk-full', resource: '', blocking: false }],
      record(lab) {
        lab.smallDisk('disk', 64);
        return lab.record(
          'sqlite3 disk/app.db "create table t(x); insert into t values (zeroblob(1000000))"',
        );
      },
    },
  ],
};

/** Lists of a package source that does not answer, and a package database, both of the lab's own. */
function aptOf(lab: Lab): string {
  lab.run(
    'mkdir -p lists/partial archives/partial dpkg/updates dpkg/info log etc; touch dpkg/status dpkg/available',
  );
  return [
    `Dir::State::lists=${lab.file('lists')}`,
    `Dir::State::status=${lab.file('dpkg/status')}`,
    `Dir::Cache=${lab.file('cache')}`,
    `Dir::Cache::archives=${lab.file('archives')}`,
    `Dir::Etc::sourcelist=${lab.file('sources.list')}`,
    `Dir::Etc::sourceparts=${lab.file('etc')}`,
    `Dir::Log=${lab.file('log')}`,
    'APT::Sandbox::User=root',
    'Acquire::http::Proxy=DIRECT',
  ]
    .map((option) => `-o ${option}`)
    .join(' ');
}

/** A package whose configuration waits. */
function waitingPackage(lab: Lab): void {
  lab.write(
    'package/DEBIAN/control',
    'Package: slow\nVersion: 1\nArchitecture: all\nMaintainer: Dev <dev@example.org>\nDescription: waits\n',
  );
  lab.write('package/DEBIAN/postinst', '#!/bin/sh\necho configuring\ncat\n', 0o755);
  lab.run('dpkg-deb --build package slow.deb');
}

const dpkgOf = (lab: Lab): string =>
  `dpkg --admindir=${lab.file('dpkg')} --log=/dev/null --force-not-root --force-bad-path`;

export const apt: Collisions = {
  tool: 'apt-get',
  version: ['apt-get', '--version'],
  collisions: [
    {
      id: 'apt-lists',
      how: 'an apt-get update waits for a source that does not answer; another comes to it',
      expect: [{ kind: 'lock-failed', resource: '/home/dev/lab/lists/lock', blocking: false }],
      async record(lab) {
        const { url } = await lab.slowRegistry();
        lab.write('sources.list', `deb [trusted=yes] ${url} ./\n`);
        const options = aptOf(lab);
        await lab.hold(`apt-get ${options} update`, { terminal: true, printed: '%' });
        return lab.record(`apt-get ${options} update`);
      },
    },
    {
      id: 'apt-frontend',
      how: 'a dpkg configures a package that waits; apt-get install',
      // In two lines, which are one finding.
      expect: [
        { kind: 'lock-failed', resource: '/home/dev/lab/dpkg/lock-frontend', blocking: false },
      ],
      async record(lab) {
        const options = aptOf(lab);
        waitingPackage(lab);
        lab.run('mkdir root');
        await lab.hold(
          `${dpkgOf(lab)} --instdir=${lab.file('root')} --force-script-chrootless -i slow.deb`,
          {
            printed: 'configuring',
          },
        );
        return lab.record(`apt-get ${options} -o DPkg::Lock::Timeout=0 install -y ./slow.deb`);
      },
    },
    {
      id: 'apt-waits',
      how: 'the same with DPkg::Lock::Timeout, until the dpkg has ended',
      expect: [{ kind: 'lock-wait', resource: '/home/dev/lab/dpkg/lock-frontend', blocking: true }],
      released: true,
      async record(lab) {
        const options = aptOf(lab);
        waitingPackage(lab);
        lab.run('mkdir root');
        const holder = await lab.hold(
          `${dpkgOf(lab)} --instdir=${lab.file('root')} --force-script-chrootless -i slow.deb`,
          { printed: 'configuring' },
        );
        return lab.record(`apt-get ${options} -o DPkg::Lock::Timeout=60 install -y ./slow.deb`, {
          once: { printed: 'lock-frontend', then: () => holder.release() },
        });
      },
    },
    {
      id: 'apt-waits-terminal',
      how: 'the same on a terminal, where the line is redrawn each second',
      expect: [{ kind: 'lock-wait', resource: '/home/dev/lab/dpkg/lock-frontend', blocking: true }],
      released: true,
      async record(lab) {
        const options = aptOf(lab);
        waitingPackage(lab);
        lab.run('mkdir root');
        const holder = await lab.hold(
          `${dpkgOf(lab)} --instdir=${lab.file('root')} --force-script-chrootless -i slow.deb`,
          { printed: 'configuring' },
        );
        return lab.record(`apt-get ${options} -o DPkg::Lock::Timeout=60 install -y ./slow.deb`, {
          terminal: true,
          once: { printed: '... 2/60', then: () => holder.release() },
        });
      },
    },
  ],
};

export const dpkg: Collisions = {
  tool: 'dpkg',
  version: ['dpkg', '--version'],
  collisions: [
    {
      id: 'dpkg-frontend',
      how: 'a dpkg configures a package that waits; another comes to it',
      expect: [{ kind: 'lock-failed', resource: 'dpkg frontend lock', blocking: false }],
      async record(lab) {
        aptOf(lab);
        waitingPackage(lab);
        lab.run('mkdir root');
        const line = `${dpkgOf(lab)} --instdir=${lab.file('root')} --force-script-chrootless -i slow.deb`;
        await lab.hold(line, { printed: 'configuring' });
        return lab.record(line);
      },
    },
  ],
};
