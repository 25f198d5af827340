/** The time in a file's name: with Z it is UTC, without it is the node's local time. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { timeInName } from '#agents/collectors/daq/name-time.ts';

const ZONE = 'Europe/Rome';

test('a stamp with Z is UTC, one without is local', () => {
  const utc = Date.UTC(2026, 10, 23, 10, 15, 2);
  assert.equal(timeInName('raw_20261123T101502Z.dat', ZONE), utc);
  assert.equal(timeInName('raw_20261123T101502.250Z_1.dat', ZONE), utc + 250);
  assert.equal(timeInName('2026-11-23_11-15-02.dat', ZONE), utc);
});

test('a name without a whole date and time says nothing', () => {
  for (const name of [
    'S11_20p2deg.txt',
    'data_000123.dat',
    '20261123.dat',
    '20261399T101502.dat',
  ]) {
    assert.equal(timeInName(name, ZONE), null, name);
  }
});
