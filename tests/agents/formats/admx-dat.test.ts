/** Headers of raw data: whole, cut off, and of another kind. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { RAW_HEADER_BYTES, readRawHeader } from '#agents/formats/raw-header.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';

function block(text: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigInt64LE(BigInt(text.length));
  return Buffer.concat([length, Buffer.from(text)]);
}

const COUNT = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]);
const WHOLE = Buffer.concat([
  block(
    '{"sampling_rate": 25.0, "channel": 1, "acquisition_time": "2026-11-03T04:05:06.500Z", "tuner_deg": 20.2}',
  ),
  block(
    '{"datatype": "time_series", "x_spacing": 10.24, "x_units": "microseconds", "y_units": "volts"}',
  ),
  COUNT,
  Buffer.alloc(12),
]);

test('a whole header', () => {
  const result = readRawHeader(WHOLE);
  assert.ok(result?.ok);
  const { fields, ...header } = result.header;
  assert.deepEqual(header, {
    format: 'admx-dat',
    takenAt: Date.UTC(2026, 10, 3, 4, 5, 6, 500),
    samples: 3,
    sampleIntervalS: 1.024e-5,
    sampleUnit: 'volts',
    tunerDeg: 20.2,
    softwareVersion: null,
    minBytes: WHOLE.length,
  });
  assert.equal(fields['sampling_rate'], 25);
});

test('a header that is cut off says how much more it needs', () => {
  const result = readRawHeader(WHOLE.subarray(0, 40));
  assert.ok(result && !result.ok);
  assert.match(result.reason, /cut off/);
  assert.ok((result.needBytes ?? 0) > 40);
});

test('other files are not recognised, and nothing throws', () => {
  assert.equal(readRawHeader(Buffer.from('freq\tmag\tphase\n8830000000\t-30.5\t90\n')), null);
  const broken = fc.tuple(fc.nat(WHOLE.length - 1), fc.nat(255)).map(([at, value]) => {
    const bytes = Buffer.from(WHOLE);
    bytes[at] = value;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), broken), (bytes) => {
      const result = readRawHeader(bytes);
      assert.ok(result === null || result.ok || result.reason !== '');
    }),
  );
});

const DATA = 'haloscope/admx_run1b/OLD PIPELINE/hr_data/2018_05_19';
test('files of the ADMX digitiser', needsSharedData(DATA), () => {
  for (const name of readdirSync(sharedData(DATA))) {
    const path = join(sharedData(DATA), name);
    const result = readRawHeader(readFileSync(path).subarray(0, RAW_HEADER_BYTES));
    assert.ok(result?.ok, name);
    const { samples, sampleIntervalS, minBytes, takenAt } = result.header;
    assert.equal(samples, 195_202);
    assert.equal(sampleIntervalS, 1.024e-5);
    assert.equal(takenAt, null);
    assert.ok(minBytes <= statSync(path).size);
  }
});
