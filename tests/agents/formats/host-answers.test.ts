import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseCgroupPath, parseCpuMax, parseMemoryMax } from '#agents/formats/cgroup.ts';
import { parseFailedUnits } from '#agents/formats/failed-units.ts';

test('failed units, with or without the dot that marks them', () => {
  const odd: string[] = [];
  const text = `smartd.service loaded failed failed Self Monitoring
● mnt-d.mount loaded failed failed /mnt/d
lost.timer not-found failed failed lost.timer
1 loaded units listed.
`;
  assert.deepEqual(parseFailedUnits(text, odd), ['smartd.service', 'mnt-d.mount', 'lost.timer']);
  assert.deepEqual(odd, ['1 loaded units listed.']);
  assert.deepEqual(parseFailedUnits(''), []);
});

test('a control group: its path, and limits or none', () => {
  assert.equal(
    parseCgroupPath('12:cpu:/a\n0::/system.slice/flash.service\n'),
    '/system.slice/flash.service',
  );
  assert.equal(parseCgroupPath('4:memory:/x\n'), null);
  assert.deepEqual([parseMemoryMax('67108864\n'), parseMemoryMax('max\n')], [67_108_864, null]);
  assert.deepEqual(
    [parseCpuMax('150000 100000\n'), parseCpuMax('max 100000\n'), parseCpuMax('5 0\n')],
    [1.5, null, null],
  );
});
