import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  parseChronyTracking,
  parseNtpVariables,
  parseTimedatectl,
} from '#agents/formats/clock-answers.ts';

test('chrony tells what is still to be added: positive means slow', () => {
  const line = (correction: string, leap: string): string =>
    `0A000001,ntp.example,3,1795.0,${correction},0.00001,0.00002,1.0,0.0,0.0,0.01,0.002,64.1,${leap}\n`;
  assert.deepEqual(parseChronyTracking(line('0.000012', 'Normal')), {
    offsetSeconds: -0.000012,
    isSynchronised: true,
  });
  assert.deepEqual(parseChronyTracking(line('0.000000000', 'Not synchronised')), {
    offsetSeconds: null,
    isSynchronised: false,
  });
  assert.equal(parseChronyTracking(line('', 'Normal')), null);
  assert.equal(parseChronyTracking('506 Cannot talk to daemon'), null);
});

test('ntpq tells milliseconds by which the server is ahead', () => {
  assert.deepEqual(parseNtpVariables('leap=00, offset=1.500\n'), {
    offsetSeconds: -0.0015,
    isSynchronised: true,
  });
  assert.deepEqual(parseNtpVariables('leap=11, offset=0.000000'), {
    offsetSeconds: null,
    isSynchronised: false,
  });
  assert.equal(parseNtpVariables('ntpq: read: Connection refused'), null);
});

test('timedatectl knows no offset', () => {
  assert.deepEqual(parseTimedatectl('yes\n'), { offsetSeconds: null, isSynchronised: true });
  assert.equal(parseTimedatectl(''), null);
});
