import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as proc from '#agents/formats/proc.ts';

test('stat: seconds per mode and processors', () => {
  const text =
    'cpu  100 0 50 1000 10 0 5 0 0 0\ncpu0 50 0 25 500 5 0 2 0 0 0\ncpu1 50 0 25 500 5 0 3 0 0 0\n';
  const stat = proc.parseStat(text);
  assert.equal(stat?.cpus, 2);
  assert.deepEqual(stat?.seconds, {
    user: 1,
    nice: 0,
    system: 0.5,
    idle: 10,
    iowait: 0.1,
    interrupt: 0,
    softirq: 0.05,
    steal: 0,
  });
  assert.equal(proc.parseStat('intr 1'), null);
});

test('an old kernel with fewer columns has fewer modes, not zeros', () => {
  assert.deepEqual(Object.keys(proc.parseStat('cpu  1 2 3 4\n')?.seconds ?? {}), [
    'user',
    'nice',
    'system',
    'idle',
  ]);
});

test('meminfo: kB are 1024 bytes, counts stay', () => {
  const memory = proc.parseMeminfo('MemTotal:       1000 kB\nHugePages_Total:       3\n');
  assert.equal(memory.get('MemTotal'), 1_024_000);
  assert.equal(memory.get('HugePages_Total'), 3);
});

test('load and uptime, or nothing', () => {
  assert.deepEqual(proc.parseLoad('0.10 0.20 0.30 1/100 5\n'), [0.1, 0.2, 0.3]);
  assert.equal(proc.parseLoad(''), null);
  assert.equal(proc.parseUptime('3027.58 100.0\n'), 3_027.58);
  assert.equal(proc.parseUptime(''), null);
});

test('diskstats: whole disks only, sectors of 512 bytes', () => {
  const text = [
    '   8       0 sda 10 0 4 100 20 0 8 200 0 1500 300',
    '   8       1 sda1 9 0 4 100 20 0 8 200 0 1500 300',
    '   7       0 loop0 9 0 4 100 20 0 8 200 0 1500 300',
    ' 259       0 nvme0n1 1 0 2 3 4 0 6 7 0 1000 9 0 0 0 0',
    ' 259       1 nvme0n1p1 1 0 2 3 4 0 6 7 0 1000 9 0 0 0 0',
  ].join('\n');
  const disks = proc.parseDiskstats(text);
  assert.deepEqual(
    disks.map((disk) => disk.device),
    ['sda', 'nvme0n1'],
  );
  assert.deepEqual(disks[0], {
    device: 'sda',
    reads: 10,
    readBytes: 2_048,
    writes: 20,
    writtenBytes: 4_096,
    busySeconds: 1.5,
  });
});

test('net/dev: real interfaces, receive and transmit apart', () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
  eth0: 2699862443    5    1    2    0     0          0         0  6745176       7    3    4    0     0       0          0
`;
  assert.deepEqual(proc.parseNetworkDevices(text), [
    {
      name: 'eth0',
      receive: { bytes: 2_699_862_443, errors: 1, dropped: 2 },
      transmit: { bytes: 6_745_176, errors: 3, dropped: 4 },
    },
  ]);
});

test('chrony tells offset and state', () => {
  const line =
    '0A000001,ntp.example,3,1795.0,-0.000012,0.00001,0.00002,1.0,0.0,0.0,0.01,0.002,64.1,Normal';
  assert.deepEqual(proc.parseChronyTracking(line), {
    offsetSeconds: -0.000012,
    isSynchronised: true,
  });
  assert.equal(proc.parseChronyTracking('506 Cannot talk to daemon'), null);
});
