import assert from 'node:assert/strict';
import { parseTraceLine } from '../../../src/core/verification/trace-line.ts';

function paths(line: string): readonly string[] {
  const event = parseTraceLine(line)?.event;
  return event?.type === 'write' ? event.paths : [];
}

describe('a line of a trace', () => {
  it('is a write when a file is opened to be written, by any flag that allows it', () => {
    const open = (flags: string) => paths(`7 openat(AT_FDCWD</a>, "b", ${flags}) = 3</a/b>`);
    assert.deepEqual(open('O_WRONLY|O_CLOEXEC'), ['/a/b']);
    assert.deepEqual(open('O_RDWR'), ['/a/b']);
    assert.deepEqual(open('O_RDONLY|O_CREAT, 0644'), ['/a/b']);
    assert.deepEqual(open('O_RDONLY|O_CLOEXEC'), []);
    assert.deepEqual(paths('7 creat("/a/b", 0644) = 3</a/b>'), ['/a/b']);
  });

  it('names the file that was opened, not the link that was followed', () => {
    assert.deepEqual(paths('7 openat(AT_FDCWD</a>, "link", O_WRONLY) = 3</real/b>'), ['/real/b']);
  });

  it('tells both names of a rename, and of a link the one that it makes', () => {
    assert.deepEqual(paths('7 rename("/a/x", "/a/y") = 0'), ['/a/x', '/a/y']);
    assert.deepEqual(paths('7 renameat2(5</a>, "x", 6</b>, "y", RENAME_NOREPLACE) = 0'), [
      '/a/x',
      '/b/y',
    ]);
    assert.deepEqual(paths('7 symlinkat("../t", AT_FDCWD</a>, "l") = 0'), ['/a/l']);
    assert.deepEqual(paths('7 linkat(AT_FDCWD</a>, "x", AT_FDCWD</b>, "y", 0) = 0'), ['/b/y']);
  });

  it('tells what is made, removed, cut short or bound', () => {
    assert.deepEqual(paths('7 mkdirat(AT_FDCWD</a>, "d", 0777) = 0'), ['/a/d']);
    assert.deepEqual(paths('7 unlinkat(AT_FDCWD</a>, "x", 0) = 0'), ['/a/x']);
    assert.deepEqual(paths('7 truncate("/a/x", 0) = 0'), ['/a/x']);
    assert.deepEqual(paths('7 bind(3<UNIX:[9]>, {sa_family=AF_UNIX, sun_path="/a/s"}, 110) = 0'), [
      '/a/s',
    ]);
    assert.deepEqual(paths('7 bind(3<UNIX:[9]>, {sa_family=AF_UNIX, sun_path=@"x"}, 110) = 0'), []);
  });

  it('reads names with quotes, line feeds and letters that are not ASCII', () => {
    assert.deepEqual(paths('7 unlink("/a/\\"q\\"\\nz") = 0'), ['/a/"q"\nz']);
    assert.deepEqual(paths('7 unlink("/a/\\303\\244") = 0'), ['/a/ä']);
  });

  it('says which program a process runs, where it works, and whom it made', () => {
    const event = (line: string) => parseTraceLine(line)?.event;
    assert.deepEqual(event('7 execve("/usr/bin/cargo", ["cargo"], 0x7 /* 3 vars */) = 0'), {
      type: 'program',
      program: 'cargo',
    });
    assert.deepEqual(event('7 chdir("b c") = 0'), { type: 'directory', path: 'b c' });
    assert.deepEqual(event('7 fchdir(3</a/b>) = 0'), { type: 'directory', path: '/a/b' });
    assert.deepEqual(event('7 clone(child_stack=NULL, flags=SIGCHLD) = 8'), {
      type: 'child',
      pid: 8,
    });
    const opened = '7 openat(AT_FDCWD</a>, "b", O_RDONLY) = 3</a/b>';
    assert.deepEqual(parseTraceLine(opened), { pid: 7, directory: '/a', event: { type: 'other' } });
  });

  it('is passed over when it is no finished call', () => {
    for (const line of ['', '7 +++ exited with 0 +++', '7 rename("/a", "/b") = -1 ENOENT (x)']) {
      assert.equal(parseTraceLine(line), null);
    }
  });
});
