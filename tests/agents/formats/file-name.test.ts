/** What names of files say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSweepName, readFileName } from '#agents/formats/file-name.ts';

test('names say parameter and tuner angle', () => {
  assert.deepEqual(readFileName('S11_20p2deg.txt'), { sweep: 's11', tunerDeg: 20.2 });
  assert.deepEqual(readFileName('S11_25p0deg'), { sweep: 's11', tunerDeg: 25 });
  assert.deepEqual(readFileName('S11_19deg.txt'), { sweep: 's11', tunerDeg: 19 });
  assert.deepEqual(readFileName('s21 21,5 deg.csv'), { sweep: 's21', tunerDeg: 21.5 });
  assert.deepEqual(readFileName('S11.txt'), { sweep: 's11', tunerDeg: null });
  assert.deepEqual(readFileName('quax_000123_20p2deg.dat'), { sweep: null, tunerDeg: 20.2 });
  assert.deepEqual(readFileName('degauss_11.dat'), { sweep: null, tunerDeg: null });
  assert.equal(isSweepName('S11_20p2deg.txt'), true);
  assert.equal(isSweepName('cavity.s2p'), true);
  assert.equal(isSweepName('S11.png'), false);
  assert.equal(isSweepName('run_s110.dat'), false);
});
