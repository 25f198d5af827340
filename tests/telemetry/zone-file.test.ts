/** The system's zone files say what Intl says, at every change of the clocks and between. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

import { parseZoneFile, readZoneFile } from '#telemetry/zone-file.ts';

const ZONES = [
  'Europe/Rome',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Asia/Kathmandu',
  'UTC',
];
const skip = existsSync('/usr/share/zoneinfo/Europe/Rome') ? false : 'no /usr/share/zoneinfo here';

function intlOffset(zone: string): (t: number) => number {
  const options = { timeZone: zone, timeZoneName: 'longOffset' } as const;
  const format = new Intl.DateTimeFormat('en-US', options);
  return (t) => {
    const name = format.formatToParts(t).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const match = /GMT([+-])(\d+):(\d+)/.exec(name);
    const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
    return (match?.[1] === '-' ? -minutes : minutes) * 60_000;
  };
}

for (const zone of ZONES) {
  test(`${zone}, 1990 to 2060, every fifth day and each hour around a change`, { skip }, () => {
    const ours = readZoneFile(zone);
    assert.ok(ours);
    const theirs = intlOffset(zone);
    const step = 5 * 86_400_000;
    for (let t = Date.UTC(1990, 0, 1); t < Date.UTC(2060, 0, 1); t += step) {
      assert.equal(ours(t), theirs(t), new Date(t).toISOString());
      if (ours(t) === ours(t + step)) continue;
      for (let at = t; at < t + step; at += 1_800_000)
        assert.equal(ours(at), theirs(at), new Date(at).toISOString());
    }
  });
}

test('what is no zone file, or no zone, is null', () => {
  assert.equal(readZoneFile('../../../etc/passwd'), null);
  assert.equal(readZoneFile('Mars/Olympus'), null);
  assert.equal(parseZoneFile(Buffer.from('TZif\0 not really')), null);
});
