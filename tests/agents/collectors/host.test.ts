import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import type { CollectorRound } from '#agents/collector.ts';
import { example, parseEntropy } from '#agents/collectors/example.ts';
import { askClock, askSensors, askUnits } from '#agents/collectors/host/asked.ts';
import { host } from '#agents/collectors/host.ts';
import { createAskProgram } from '#agents/sources/ask-program.ts';
import { FlashError } from '#telemetry/errors.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';

import { waitUntil } from '../../support/wait-until.ts';
import { collectorContext } from './context.ts';

/** A machine as files: what stands below its /proc and /sys. */
function machine(t: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'flash-machine-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const ASKED = ['temperatures', 'clock', 'units'];

async function roundOf(root: string, more: object = {}): Promise<CollectorRound> {
  const schema = await host.schema();
  const paths = { proc: join(root, 'proc'), sys: join(root, 'sys'), leave_out: ASKED };
  return host.create(schema.parse({ ...paths, ...more }), collectorContext()).collect();
}

/** `name{values of the labels}` to value. */
function series(observations: readonly Observation[]): Record<string, number> {
  return Object.fromEntries(
    observations.map(({ metric, labels, value }) => [
      [metric.exposition, ...Object.values(labels)].join(' '),
      value,
    ]),
  );
}

test('it says what it finds and nothing of what is not there', async (t) => {
  const root = machine(t, {
    'proc/meminfo':
      'MemTotal: 100 kB\nMemFree: 20 kB\nMemAvailable: 60 kB\nBuffers: 10 kB\nCached: 30 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n',
    'proc/stat/is-a-folder': '',
  });
  const { observations, problems } = await roundOf(root);
  const found = series(observations);
  const state = (name: string): number =>
    (found[`system_memory_usage_bytes ${name}`] ?? NaN) / 1_024;
  assert.deepEqual(['free', 'buffers', 'cached', 'used'].map(state), [20, 10, 30, 40]);
  const others = Object.keys(found).filter((name) => !name.startsWith('system_memory'));
  assert.deepEqual(others, [], 'no swap, no processors, no load: no zeros');
  assert.deepEqual(
    problems.map(({ reason, subject }) => [reason, subject]),
    [['unreadable', 'stat']],
  );
});

test('a whole machine: every file has its metrics', async (t) => {
  const root = machine(t, {
    'proc/stat': 'cpu  100 0 50 1000\ncpu0 60 0 50 500\ncpu1 40 0 0 500\n',
    'proc/loadavg': '0.5 0.4 0.3 1/2 3\n',
    'proc/uptime': '100.5 3\n',
    'proc/diskstats': '   8       0 sda 10 0 4 100 20 0 8 200 0 1500 300\n',
    'proc/net/dev': '  eth0: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n',
    'proc/pressure/io': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=2000000\n',
    'proc/self/cgroup': '0::/system.slice/flash.service\n',
    'sys/fs/cgroup/system.slice/flash.service/memory.max': '67108864\n',
    'sys/fs/cgroup/system.slice/flash.service/cpu.max': 'max 100000\n',
  });
  const { observations, problems } = await roundOf(root, { each_cpu: true });
  assert.deepEqual(problems, []);
  const found = series(observations);
  const expected = {
    'system_cpu_time_seconds_total user': 1,
    'flash_host_cpu_time_seconds_total 1 user': 0.4,
    system_cpu_logical_processors: 2,
    'system_cpu_load_average 15m': 0.3,
    system_uptime_seconds: 100.5,
    'system_disk_io_bytes_total sda write': 4_096,
    'system_disk_operation_time_seconds_total sda read': 0.1,
    'system_network_packet_dropped_total eth0 transmit': 8,
    'flash_host_pressure_seconds_total io some': 2,
    flash_host_group_memory_limit_bytes: 67_108_864,
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(found[name], value, name);
  assert.equal(found['flash_host_group_cpu_limit'], undefined, 'max is no limit, not a number');
});

test('a line that is something else is a problem, and the rest is read', async (t) => {
  const root = machine(t, {
    'proc/loadavg': 'busy\n',
    'proc/diskstats': 'nonsense\n   8       0 sda 10 0 4 100 20 0 8 200 0 1500 300\n',
  });
  const { observations, problems } = await roundOf(root);
  assert.deepEqual(
    problems.map(({ reason, subject }) => [reason, subject]),
    [
      ['parse', 'loadavg'],
      ['parse', 'diskstats'],
    ],
  );
  assert.equal(series(observations)['system_disk_operations_total sda read'], 10);
});

test('file systems: room as df counts it; one that does not answer is a problem', async (t) => {
  const root = machine(t, {});
  const lines = [
    `30 21 8:17 / ${root} rw - xfs /dev/sdb1 rw`,
    `31 21 8:18 / ${root}/gone rw - ext4 /dev/sdc1 rw`,
  ];
  mkdirSync(join(root, 'proc', 'self'), { recursive: true });
  writeFileSync(join(root, 'proc', 'self', 'mountinfo'), `${lines.join('\n')}\n`);
  const { observations, problems } = await roundOf(root);
  const found = series(observations);
  const { blocks, bsize } = statfsSync(root);
  const of = (state: string): number =>
    found[`system_filesystem_usage_bytes /dev/sdb1 ${root} xfs ${state}`] ?? NaN;
  assert.equal(found[`system_filesystem_limit_bytes /dev/sdb1 ${root} xfs`], blocks * bsize);
  assert.equal(of('used') + of('free') + of('reserved'), blocks * bsize);
  assert.deepEqual(
    problems.map(({ reason, subject }) => [reason, subject]),
    [['file system', `${root}/gone`]],
  );
});

test('the same labels come again as the same objects, so that their text is written once', async (t) => {
  const root = machine(t, { 'proc/net/dev': '  eth0: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n' });
  const [one, two] = [await roundOf(root), await roundOf(root)];
  assert.ok(one.observations.every(({ labels }, n) => labels === two.observations[n]?.labels));
});

test('what is left out is not looked at', async () => {
  const everything = ['cpu', 'memory', 'disks', 'network', 'load', 'file_systems', 'pressure'];
  const round = await roundOf('/', {
    leave_out: [...everything, 'uptime', 'group', ...ASKED],
  });
  assert.deepEqual([round.observations, round.problems], [[], []]);
});

/** Collects what one of the parts that ask puts. */
async function ask(
  part: ReturnType<typeof askClock>,
): Promise<{ readonly found: Record<string, number>; readonly reasons: readonly string[] }> {
  const observations: Observation[] = [];
  const problems = await part((metric, labels, value) => {
    if (typeof value === 'number') observations.push({ metric, labels, value });
  }, new AbortController().signal);
  return { found: series(observations), reasons: problems.map(({ reason }) => reason) };
}

test('the clock is asked once a minute; an offset that nobody tells is absent, never 0', async () => {
  const clock = { time: 0, now: () => 0, monotonic: () => clock.time };
  let tracking = '0A000001,ntp,3,1795.0,-0.002,0.1,0.2,1.0,0.0,0.0,0.01,0.002,64.1,Normal';
  const asked: string[] = [];
  const part = askClock(clock, ([program = '']) => {
    asked.push(program);
    return program === 'chronyc' && tracking !== ''
      ? Promise.resolve(tracking)
      : Promise.reject(new Error('there is no such program'));
  });
  const first = { flash_host_clock_offset_seconds: 0.002, flash_host_clock_synchronised: 1 };
  assert.deepEqual((await ask(part)).found, first);
  clock.time = 59_000;
  assert.deepEqual((await ask(part)).found, first);
  clock.time = 60_000;
  tracking = '';
  assert.deepEqual((await ask(part)).found, {});
  assert.deepEqual(asked, ['chronyc', 'chronyc', 'ntpq', 'timedatectl']);
});

test('a program that hangs in the kernel is not started again beside itself', async () => {
  const program = createAskProgram(50);
  const { signal } = new AbortController();
  // It ignores SIGTERM and is killed; until it has really ended nobody asks again.
  const hanging = program(['sh', '-c', 'trap "" TERM; sleep 60'], signal);
  await assert.rejects(program(['sh', '-c', 'true'], signal), /has not come back/);
  await assert.rejects(hanging, /was killed/);
  const again = await waitUntil('its end', () =>
    program(['sh', '-c', 'echo well'], signal).catch(() => undefined),
  );
  assert.equal(again, 'well\n');
});

test('failed units are counted and named; without systemd nothing is said', async () => {
  const clock = { now: () => 0, monotonic: () => 0 };
  const text = 'a.service loaded failed failed A\nb.mount loaded failed failed B\n';
  const units = await ask(askUnits(clock, () => Promise.resolve(text)));
  assert.deepEqual(units.found, {
    flash_host_failed_units: 2,
    'flash_host_failed_unit_info a.service': 1,
    'flash_host_failed_unit_info b.mount': 1,
  });
  assert.deepEqual((await ask(askUnits(clock, () => Promise.resolve(null)))).found, {});
  const error = new FlashError({ operation: 'run', subject: 'systemctl', reason: 'it hangs' });
  const hanging = askUnits(clock, () => Promise.reject(error));
  assert.deepEqual(await ask(hanging), { found: {}, reasons: ['systemd'] });
  assert.deepEqual(await ask(hanging), { found: {}, reasons: [] }, 'not asked again at once');
});

test('thermometers: chips and zones; broken and silent ones are absent', async (t) => {
  const root = machine(t, {
    'sys/class/hwmon/hwmon0/name': 'coretemp\n',
    'sys/class/hwmon/hwmon0/temp1_input': '45500\n',
    'sys/class/hwmon/hwmon0/temp1_label': 'Package id 0\n',
    'sys/class/hwmon/hwmon0/temp2_input': '99000\n',
    'sys/class/hwmon/hwmon0/temp2_fault': '1\n',
    'sys/class/hwmon/hwmon0/temp3_input': '\n',
    'sys/class/hwmon/hwmon0/temp3_fault': '0\n',
    'sys/class/thermal/thermal_zone0/type': 'x86_pkg_temp\n',
    'sys/class/thermal/thermal_zone0/temp': '-1500\n',
    'sys/class/thermal/cooling_device0/type': 'Processor\n',
  });
  const clock = { now: () => 0, monotonic: () => 0 };
  const part = askSensors(clock, join(root, 'sys'));
  const expected = {
    'hw_temperature_celsius coretemp/temp1 Package id 0': 45.5,
    'hw_temperature_celsius thermal_zone0 x86_pkg_temp': -1.5,
  };
  assert.deepEqual(await ask(part), { found: expected, reasons: [] });
  assert.deepEqual(await ask(askSensors(clock, join(root, 'nothing'))), { found: {}, reasons: [] });
});

test(
  'on this machine it gives processors, load and uptime',
  { skip: process.platform === 'linux' ? false : 'it reads /proc, which only Linux has' },
  async () => {
    const { observations } = await roundOf('/');
    const names = new Set(observations.map(({ metric }) => metric.exposition));
    for (const name of [
      'system_cpu_time_seconds_total',
      'system_cpu_load_average',
      'system_uptime_seconds',
    ])
      assert.ok(names.has(name), name);
  },
);

test('the template: no number is a problem, not a zero', async (t) => {
  assert.equal(parseEntropy(' 256\n'), 256);
  assert.equal(parseEntropy(''), null);
  const folder = mkdtempSync(join(tmpdir(), 'flash-example-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'empty'), '');
  const round = await example.create({ path: join(folder, 'empty') }, collectorContext()).collect();
  assert.deepEqual([round.observations.length, round.problems.length], [0, 1]);
});
