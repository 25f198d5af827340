import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isNetworkMount,
  mayHang,
  mountOf,
  ownDisks,
  parseMountinfo,
} from '#agents/formats/mountinfo.ts';

const TABLE = [
  '21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
  '22 21 0:5 / /proc rw,nosuid - proc proc rw',
  '40 21 0:51 / /mnt/nas rw,relatime shared:30 - nfs4 nas.example:/export rw,vers=4.2,hard',
  '41 21 8:17 / /mnt/my\\040disk rw,relatime - xfs /dev/sdb1 rw',
  '42 41 0:60 / /mnt/my\\040disk/remote rw - fuse.sshfs user@host:/ rw',
  '43 21 8:33 / /data rw master:2 shared:9 - ext4 /dev/sdc1 rw',
  'a line of another form',
  '',
].join('\n');

const mounts = parseMountinfo(TABLE);

test('mount points are unescaped, types come after the dash, however many fields stand before it', () => {
  assert.deepEqual(
    mounts.map(({ mountPoint, type }) => [mountPoint, type]),
    [
      ['/', 'ext4'],
      ['/proc', 'proc'],
      ['/mnt/nas', 'nfs4'],
      ['/mnt/my disk', 'xfs'],
      ['/mnt/my disk/remote', 'fuse.sshfs'],
      ['/data', 'ext4'],
    ],
  );
});

test('a path lies on the longest mount point above it, by whole names', () => {
  assert.equal(mountOf('/mnt/nas/run', mounts)?.type, 'nfs4');
  assert.equal(mountOf('/mnt/nas2/run', mounts)?.type, 'ext4');
  assert.equal(mountOf('/mnt/nas', mounts)?.type, 'nfs4');
});

test('a root may hang where it, or anything mounted below it, waits for another machine', () => {
  assert.equal(mayHang('/mnt/nas/daq', mounts), true);
  assert.equal(mayHang('/data/daq', mounts), false);
  assert.equal(mayHang('/mnt/my disk', mounts), true, 'a mount below it');
  assert.equal(mayHang('/mnt/my disk/local', mounts), false);
  assert.equal(mayHang('/', mounts), true);
  assert.equal(mayHang('/anything', []), true, 'nothing is known');
});

test('own disks once each, by their shortest path; nothing that could hang', () => {
  const text = String.raw`21 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
22 21 0:20 / /proc rw - proc proc rw
30 21 8:17 / /mnt/d\040isk rw,noatime shared:9 master:3 - xfs /dev/sdb1 rw,attr2
31 21 8:17 /runs /srv/runs rw shared:9 - xfs /dev/sdb1 rw
32 21 8:17 / /d rw - xfs /dev/sdb1 rw
40 21 0:44 / /mnt/nfs rw shared:12 - nfs4 server:/export rw,vers=4.2
41 21 0:45 / /mnt/sshfs rw - fuse.sshfs me@host:/ rw
42 21 0:46 / /mnt/auto rw - autofs systemd-1 rw,fd=44
43 21 0:47 / /run/user/1000 rw - tmpfs tmpfs rw
44 21 0:48 / /var/lib/docker/overlay2/a/merged rw - overlay overlay rw
45 21 0:49 / /tmp rw - tmpfs tmpfs rw
`;
  assert.deepEqual(
    ownDisks(parseMountinfo(text)).map(({ mountPoint, source, type }) => [
      mountPoint,
      source,
      type,
    ]),
    [
      ['/', '/dev/sda2', 'ext4'],
      ['/d', '/dev/sdb1', 'xfs'],
      ['/tmp', 'tmpfs', 'tmpfs'],
    ],
  );
});

test('blanks in a path are read; lines that are something else are told', () => {
  const odd: string[] = [];
  const text =
    '30 21 8:17 / /mnt/d\\040isk rw - xfs /dev/sdb1 rw\nnonsense\n30 21 eight / /x rw - xfs /dev/sdb1 rw\n';
  assert.equal(parseMountinfo(text, odd)[0]?.mountPoint, '/mnt/d isk');
  assert.equal(odd.length, 2);
});

const OPTIONS = String.raw`27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
90 27 0:45 / /mnt/quax\040raw rw,nosuid - nfs4 nas.example:/export\040one ro,vers=4.2,soft
91 27 8:17 / /mnt/d ro,relatime master:3 - xfs /dev/sdb1 rw
92 27 0:46 / /mnt/d rw - tmpfs over rw
odd line
`;

test('mounts: blanks, options of both kinds, read-only by either; the last at a place covers the others', () => {
  const mounts = parseMountinfo(OPTIONS);
  assert.equal(mounts.length, 4);
  const nfs = mountOf('/mnt/quax raw/a', mounts);
  assert.deepEqual(nfs, {
    device: '0:45',
    mountPoint: '/mnt/quax raw',
    type: 'nfs4',
    source: 'nas.example:/export one',
    isReadOnly: true,
    options: 'nosuid,ro,vers=4.2,soft',
  });
  assert.ok(nfs !== null && isNetworkMount(nfs));
  assert.equal(mounts[2]?.isReadOnly, true);
  assert.equal(mountOf('/mnt/d', mounts)?.type, 'tmpfs');
  assert.equal(mountOf('/mnt/data', mounts)?.mountPoint, '/');
  assert.equal(mountOf('/a', []), null);
});
