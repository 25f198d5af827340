import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as proc from '#agents/formats/proc.ts';

test('stat: seconds per mode, together and of each processor', () => {
  const text =
    'cpu  100 0 50 1000 10 0 5 0 7 0\ncpu0 50 0 25 500 5 0 2 0 0 0\ncpu1 50 0 25 500 5 0 3 0 0 0\nintr 9 8 7\ncpu9 is not one\n';
  const stat = proc.parseStat(text);
  assert.deepEqual(
    stat.map(({ cpu }) => cpu),
    [null, '0', '1'],
  );
  // The guests' column is left out: it is in the user's.
  assert.deepEqual(stat[0]?.seconds, [1, 0, 0.5, 10, 0.1, 0, 0.05, 0]);
  assert.equal(stat[0].seconds.length, proc.CPU_MODES.length);
  assert.deepEqual(proc.parseStat('intr 1'), []);
  assert.deepEqual(proc.parseStat('cpu'), []);
});

test('an old kernel with fewer columns has fewer modes, not zeros', () => {
  assert.deepEqual(proc.parseStat('cpu  1 2 3 4\n')[0]?.seconds.length, 4);
});

test('meminfo: kB are 1024 bytes, counts stay, what is not there is not known', () => {
  const text =
    'MemTotal:       1000 kB\nMemFree:             1 kB\nSwapFree:  2 kB\nHugePages_Total:       3\nOdd: many kB\n';
  const read = (name: string): number | null => proc.readMeminfo(text, name);
  assert.deepEqual(['MemTotal', 'MemFree', 'HugePages_Total', 'Free', 'Odd', 'Dirty'].map(read), [
    1_024_000,
    1_024,
    3,
    null,
    null,
    null,
  ]);
  assert.equal(proc.readMeminfo('MemTotal: 5 kB', 'MemTotal'), 5_120);
});

test('load and uptime, or nothing', () => {
  assert.deepEqual(proc.parseLoad('0.10 0.20 0.30 1/100 5\n'), [0.1, 0.2, 0.3]);
  assert.equal(proc.parseLoad(''), null);
  assert.equal(proc.parseUptime('3027.58 100.0\n'), 3_027.58);
  assert.equal(proc.parseUptime(''), null);
  assert.equal(proc.parseUptime('12x 100.0\n'), null);
});

test('diskstats: whole disks only, sectors of 512 bytes; odd lines are told', () => {
  const text = [
    '   8       0 sda 10 1 4 100 20 2 8 200 0 1500 300',
    '   8       1 sda1 9 0 4 100 20 0 8 200 0 1500 300',
    '   7       0 loop0 9 0 4 100 20 0 8 200 0 1500 300',
    ' 259       0 nvme0n1 1 0 2 3 4 0 6 7 0 1000 9 0 0 0 0',
    ' 259       1 nvme0n1p1 1 0 2 3 4 0 6 7 0 1000 9 0 0 0 0',
    '   8      16 sdb 10 0 4 -3 20 0 8 200 0 1500 300',
    'nonsense',
    '',
  ].join('\n');
  const odd: string[] = [];
  const disks = proc.parseDiskstats(text, odd);
  assert.deepEqual(
    disks.map((disk) => disk.device),
    ['sda', 'nvme0n1'],
  );
  assert.deepEqual(disks[0], {
    device: 'sda',
    reads: 10,
    readsMerged: 1,
    readBytes: 2_048,
    readSeconds: 0.1,
    writes: 20,
    writesMerged: 2,
    writtenBytes: 4_096,
    writeSeconds: 0.2,
    busySeconds: 1.5,
  });
  assert.deepEqual(odd, ['   8      16 sdb 10 0 4 -3 20 0 8 200 0 1500 300', 'nonsense']);
});

test('net/dev: real interfaces, receive and transmit apart', () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
  eth0: 2699862443    5    1    2    0     0          0         0  6745176       7    3    4    0     0       0          0
eth0:1:   1    5    1    2    0     0          0         0  1       7    3    4    0     0       0          0
  eth1: 1 2 3
what
`;
  const odd: string[] = [];
  assert.deepEqual(proc.parseNetworkDevices(text, odd), [
    {
      name: 'eth0',
      receive: { bytes: 2_699_862_443, packets: 5, errors: 1, dropped: 2 },
      transmit: { bytes: 6_745_176, packets: 7, errors: 3, dropped: 4 },
    },
    {
      name: 'eth0:1',
      receive: { bytes: 1, packets: 5, errors: 1, dropped: 2 },
      transmit: { bytes: 1, packets: 7, errors: 3, dropped: 4 },
    },
  ]);
  assert.deepEqual(odd, ['  eth1: 1 2 3', 'what']);
});

test('pressure: microseconds become seconds; a kernel without "full" says nothing of it', () => {
  assert.deepEqual(proc.parsePressure('some avg10=0.22 avg60=0.20 avg300=1.10 total=14300000\n'), {
    some: 14.3,
    full: null,
  });
  assert.deepEqual(proc.parsePressure(''), { some: null, full: null });
});
