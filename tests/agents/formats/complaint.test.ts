import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readComplaint } from '#agents/formats/complaint.ts';
import { parseDdSeconds } from '#agents/formats/dd-report.ts';

test('what programs say: seconds of a read, and why there is none', () => {
  const said = (rest: string) => `0+1 records in\n0+1 records out\n${rest}\n`;
  assert.equal(
    parseDdSeconds(said('4096 bytes (4.1 kB, 4.0 KiB) copied, 0.000123 s, 33.3 MB/s')),
    0.000123,
  );
  assert.equal(parseDdSeconds(said('1 byte copied, 1.9056e-05 s, 52.5 kB/s')), 1.9056e-5);
  assert.equal(parseDdSeconds('dd: something else'), null);
  assert.equal(readComplaint("stat: cannot statx '/mnt/x': Stale file handle"), 'stale');
  assert.equal(readComplaint('find: ‘/x’: Permission denied'), 'permission');
  assert.equal(readComplaint('No such file or directory'), 'missing');
  assert.equal(readComplaint('Input/output error'), 'input/output');
  assert.equal(readComplaint('it did not end within 5 s and was killed'), 'no answer');
});
