import assert from 'node:assert/strict';
import { mountOf } from '../../../src/core/resource/mount.ts';

const list = `22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
28 22 0:24 / /dev rw,nosuid - devtmpfs udev rw
29 28 0:25 / /dev/shm rw,nosuid,nodev,noexec shared:4 - tmpfs tmpfs rw,size=100k
30 22 0:26 / /mnt/a\\040b rw - tmpfs tmpfs rw
31 22 0:27 / /mnt/a\\040b ro - tmpfs tmpfs rw
`;

describe('the mount of a path', () => {
  it('is the deepest that holds it', () => {
    assert.equal(mountOf('/dev/shm/x/y', list)?.type, 'tmpfs');
    assert.equal(mountOf('/dev/shmother', list)?.place, '/dev');
    assert.equal(mountOf('/srv', list)?.type, 'ext4');
  });

  it('has the options of the mount and not of the file system', () => {
    assert.deepEqual(mountOf('/dev/shm', list)?.options, ['rw', 'nosuid', 'nodev', 'noexec']);
  });

  it('is the one on top, and its name may hold blanks', () => {
    assert.deepEqual(mountOf('/mnt/a b/c', list)?.options, ['ro']);
  });

  it('is none where nothing is listed', () => {
    assert.equal(mountOf('/srv', ''), null);
  });
});
