import type { Collision, Collisions } from './collision.ts';
import type { Lab } from './lab.ts';

/** A small program in C that sleeps, at `app`. */
function runningProgram(lab: Lab): void {
  lab.write(
    'app.c',
    '#include <stdio.h>\n#include <unistd.h>\nint main(void) { puts("runs"); fflush(stdout); char c; return read(0, &c, 1) < 0; }\n',
  );
  lab.run('gcc -o app app.c');
}

function busy(id: string, how: string, line: string, tool: string, resource: string): Collision {
  return {
    id: id === 'text-busy' ? `${tool}-${id}` : id,
    how: `a program runs; ${how}`,
    expect: [{ kind: 'file-busy', resource, blocking: false, tool }],
    async record(lab) {
      runningProgram(lab);
      lab.write('Makefile', 'app: app.c\n\tgcc -o app app.c\nover:\n\tcp /bin/true app\n');
      lab.write('build.ninja', 'rule copy\n  command = cp $in $out\nbuild app: copy app.c\n');
      await lab.hold('exec ./app', { printed: 'runs' });
      lab.run('touch app.c');
      return lab.record(line);
    },
  };
}

function full(id: string, line: string, tool: string, resource = ''): Collision {
  return {
    id: `${id}-disk-full`,
    how: `on a disk of 64 KiB: ${line}`,
    expect: [{ kind: 'disk-full', resource, blocking: false, tool }],
    record(lab) {
      lab.smallDisk('disk', 64);
      lab.write('big', Buffer.alloc(200_000, 'x'));
      lab.write('big.c', `char big[200000] = {1};\nint main(void) { return big[0]; }\n`);
      lab.run('tar cf big.tar big');
      return lab.record(line);
    },
  };
}

export const coreutils: Collisions = {
  tool: 'cp',
  version: ['cp', '--version'],
  collisions: [
    busy('text-busy', 'cp writes over it', 'cp /bin/true app', 'cp', 'app'),
    busy('text-busy', 'truncate', 'truncate -s 0 app', 'truncate', 'app'),
    busy('text-busy', 'dd writes over it', 'dd if=/bin/true of=app', 'dd', 'app'),
    busy('text-busy', 'tee writes over it', 'tee app </bin/true >/dev/null', 'tee', 'app'),
    busy(
      'shell-text-busy',
      'the shell writes over it',
      'bash -c "cat /bin/true >app"',
      'bash',
      'app',
    ),
    busy('make-text-busy', 'make copies over it', 'make over', 'cp', 'app'),
    busy('ninja-text-busy', 'ninja copies over it', 'ninja', 'cp', 'app'),
    full('cp', 'cp big disk/', 'cp'),
    full('dd', 'dd if=big of=disk/big bs=4k', 'dd'),
    full('cat', 'cat big >disk/big', 'cat'),
    full('tar', 'tar xf big.tar -C disk', 'tar', 'big'),
    full('tee', 'tee disk/big <big >/dev/null', 'tee'),
    full('bash', `bash -c 'cat big >disk/big 2>/dev/null; echo more >>disk/big'`, 'bash'),
    full('sort', 'seq 100000 | sort -R -S 100k -T disk >/dev/null', 'sort'),
    full('mv', 'cp -r big disk/a 2>/dev/null; mv big disk/b', 'mv'),
    {
      id: 'rm-device-busy',
      how: 'rm of a folder on which a disk is mounted',
      expect: [{ kind: 'file-busy', resource: 'disk', blocking: false, tool: 'rm' }],
      record(lab) {
        lab.smallDisk('disk', 64);
        return lab.record('rm -rf disk');
      },
    },
    {
      id: 'umount-busy',
      how: 'umount of a disk in which a process is',
      expect: [
        { kind: 'file-busy', resource: '/home/dev/lab/disk', blocking: false, tool: 'umount' },
      ],
      async record(lab) {
        const disk = lab.smallDisk('disk', 64);
        const holder = await lab.hold('echo in; cat', { cwd: disk, printed: 'in' });
        const recording = await lab.record(`umount ${disk}`);
        await holder.release();
        return recording;
      },
    },
    {
      id: 'tail-watches',
      how: 'tail -f where the user may have no inotify watch',
      expect: [
        {
          kind: 'watch-limit',
          resource: 'fs.inotify.max_user_watches',
          blocking: false,
          tool: 'tail',
        },
      ],
      record(lab) {
        lab.write('log', 'one\n');
        return lab.record(
          `timeout 2 unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_inotify_watches; exec tail -f log'`,
        );
      },
    },
    {
      id: 'tail-instances',
      how: 'tail -f where the user may have no inotify instance',
      expect: [
        {
          kind: 'watch-limit',
          resource: 'fs.inotify.max_user_instances',
          blocking: false,
          tool: 'tail',
        },
      ],
      record(lab) {
        lab.write('log', 'one\n');
        return lab.record(
          `timeout 2 unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_inotify_instances; exec tail -f log'`,
        );
      },
    },
  ],
};

export const gcc: Collisions = {
  tool: 'gcc',
  version: ['gcc', '--version'],
  collisions: [
    full('gcc', 'gcc -o disk/app big.c', 'ld'),
    full('gcc-object', 'gcc -c -o disk/big.o big.c', 'as'),
    full('gcc-temporary', 'TMPDIR=disk gcc -o app big.c', 'as'),
    {
      id: 'gcc-killed',
      how: 'gcc whose compiler is killed, as the kernel does when memory runs out',
      expect: [{ kind: 'killed', resource: 'cc1', blocking: false }],
      record(lab) {
        lab.write('cc1', '#!/bin/sh\nkill -9 $$\n', 0o755);
        lab.write('app.c', 'int main(void) { return 0; }\n');
        return lab.record('gcc -B. -c app.c');
      },
    },
    {
      id: 'gcc-linker-killed',
      how: 'gcc whose linker is killed, as the kernel does when memory runs out',
      expect: [{ kind: 'killed', resource: 'ld', blocking: false }],
      record(lab) {
        lab.write('ld', '#!/bin/sh\nkill -9 $$\n', 0o755);
        lab.write('app.c', 'int main(void) { return 0; }\n');
        return lab.record('gcc -B. app.c');
      },
    },
    {
      id: 'gcc-out-of-memory',
      how: 'gcc of an array of 1 GiB where 200 MiB of addresses are allowed',
      expect: [{ kind: 'oom', resource: 'cc1', blocking: false }],
      record(lab) {
        lab.write(
          'app.c',
          'char big[1u << 30] = {[(1u << 30) - 1] = 1};\n#define A "xxxxxxxxxxxxxxxx"\n#define B A A A A A A A A A A A A A A A A\n#define C B B B B B B B B B B B B B B B B\n#define D C C C C C C C C C C C C C C C C\n#define E D D D D D D D D D D D D D D D D\n#define F E E E E E E E E E E E E E E E E\nconst char *s = F F F F F F F F;\n',
        );
        return lab.record('ulimit -v 200000; gcc -c app.c');
      },
    },
    {
      id: 'make-killed',
      how: 'make of a recipe that is killed',
      expect: [{ kind: 'killed', resource: 'all', blocking: false, tool: 'make' }],
      record(lab) {
        lab.write('Makefile', 'all:\n\t@kill -9 $$$$\n');
        return lab.record('make');
      },
    },
  ],
};

export const shells: Collisions = {
  tool: 'bash',
  version: ['bash', '--version'],
  collisions: [
    {
      id: 'bash-killed',
      how: 'a script whose command is killed',
      expect: [{ kind: 'killed', resource: 'sleep', blocking: false }],
      record(lab) {
        lab.write('build.sh', 'sleep 60 &\nkill -9 $!\nwait $!\n');
        return lab.record('bash build.sh');
      },
    },
    {
      id: 'bash-foreground-killed',
      how: 'bash -c whose command is killed',
      expect: [{ kind: 'killed', resource: 'sh', blocking: false }],
      record: (lab) => lab.record(`bash -c "sh -c 'kill -9 \\$\\$'; echo done"`),
    },
    {
      id: 'bash-text-busy',
      how: 'bash starts a program that another process has open for writing',
      expect: [{ kind: 'file-busy', resource: './tool', blocking: false }],
      async record(lab) {
        lab.run('cp /bin/true tool');
        await lab.hold('exec 9<>tool; echo open; cat', { printed: 'open' });
        return lab.record('bash -c "./tool; true"');
      },
    },
    {
      id: 'bash-process-limit',
      how: 'bash where the user may have no more processes',
      expect: [{ kind: 'proc-limit', resource: 'max user processes', blocking: false }],
      record: (lab) =>
        lab.record(`setpriv --reuid=65534 --clear-groups bash -c 'ulimit -u 1; ls; true'`),
    },
    {
      id: 'bash-too-many-files',
      how: 'a pipe where no more files are allowed',
      expect: [{ kind: 'fd-limit', resource: 'open files', blocking: false }],
      record: (lab) => lab.record(`bash -c 'ulimit -n 4; cat /dev/null | cat | cat; true'`),
    },
  ],
};

function secondServer(
  tool: string,
  program: string,
  name: string,
  line: string,
  resource: string,
): Collision {
  return {
    id: `${tool}-port`,
    how: `${tool} listens on the port of another server`,
    expect: [{ kind: 'port-in-use', resource, blocking: false }],
    async record(lab) {
      const port = await lab.freePort(8080);
      lab.write(name, program.replace('PORT', String(port)));
      await lab.hold(`python3 -u -m http.server -b 127.0.0.1 ${port}`, { printed: 'Serving HTTP' });
      return lab.record(line, {
        environment: { GOCACHE: lab.file('cache'), GOFLAGS: '-mod=mod', GO111MODULE: 'off' },
      });
    },
  };
}

export const go: Collisions = {
  tool: 'go',
  version: ['go', 'version'],
  collisions: [
    secondServer(
      'go',
      'package main\n\nimport (\n\t"log"\n\t"net"\n)\n\nfunc main() {\n\tif _, err := net.Listen("tcp", "127.0.0.1:PORT"); err != nil {\n\t\tpanic(err)\n\t}\n\tlog.Print("listening")\n}\n',
      'main.go',
      'go run main.go',
      '8080',
    ),
  ],
};

export const java: Collisions = {
  tool: 'java',
  version: ['java', '-version'],
  collisions: [
    secondServer(
      'java',
      'class Main { public static void main(String[] a) throws Exception { new java.net.ServerSocket(PORT, 1, java.net.InetAddress.getLoopbackAddress()); } }\n',
      'Main.java',
      'java Main.java',
      '',
    ),
    {
      id: 'java-heap',
      how: 'an array that does not fit a heap of 16 MiB',
      expect: [{ kind: 'oom', resource: 'Java heap space', blocking: false }],
      record(lab) {
        lab.write(
          'Main.java',
          'class Main { public static void main(String[] a) { System.out.println(new long[1 << 25].length); } }\n',
        );
        return lab.record('java -Xmx16m Main.java');
      },
    },
  ],
};

export const rust: Collisions = {
  tool: 'rust',
  version: ['rustc', '--version'],
  collisions: [
    secondServer(
      'rust',
      'fn main() { std::net::TcpListener::bind("127.0.0.1:PORT").unwrap(); }\n',
      'main.rs',
      'rustc main.rs && ./main',
      '',
    ),
    {
      ...secondServer(
        'rust',
        'fn main() -> std::io::Result<()> { std::net::TcpListener::bind("127.0.0.1:PORT")?; Ok(()) }\n',
        'main.rs',
        'rustc main.rs && ./main',
        '',
      ),
      id: 'rust-port-returned',
    },
    {
      id: 'rust-out-of-memory',
      how: 'a vector of 1 GiB where 300 MiB of addresses are allowed',
      expect: [{ kind: 'oom', resource: 'memory', blocking: false }],
      record(lab) {
        lab.write('main.rs', 'fn main() { println!("{}", vec![1u8; 1 << 30].len()); }\n');
        lab.run('rustc main.rs');
        return lab.record('ulimit -v 300000; ./main');
      },
    },
  ],
};
