import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Payload, PayloadFormat } from '#agents/formats/mqtt-payload.ts';
import { parsePayload } from '#agents/formats/mqtt-payload.ts';
import { createTimeReader } from '#agents/formats/table-time.ts';
import { createLocalClock } from '#telemetry/time.ts';
import { fuzzMqttPayloads } from '../../support/fuzz/mqtt.ts';

const NOW = Date.UTC(2026, 10, 23, 10);
const FORMAT: PayloadFormat = {
  kind: 'auto',
  fields: { time: 't', value: 'v', unit: 'unit', quality: 'q' },
  words: { OPEN: 1 },
  qualities: { 192: 'good', bad: 'off' },
};

function parse(text: string | Uint8Array, more: Partial<PayloadFormat> = {}): Payload | string {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const clock = createLocalClock({ zone: 'Europe/Rome' });
  const iso = createTimeReader({ time: { kind: 'iso' }, decimalComma: false }, clock, null);
  const result = parsePayload(bytes, { ...FORMAT, ...more }, { iso, now: NOW });
  return result.ok ? result.payload : result.reason;
}

const plain = { t: null, unit: null, quality: 'good', problems: [] } as const;

const GOOD = [
  ['4.2', { ...plain, value: 4.2 }],
  [' -1e-3\n', { ...plain, value: -0.001 }],
  ['OPEN', { ...plain, value: 1 }],
  ['nan', { ...plain, value: null, quality: 'missing' }],
  ['{"v":4.2}', { ...plain, value: 4.2 }],
  ['{"v":"4.2","q":"Over"}', { ...plain, value: 4.2, quality: 'over' }],
  ['{"v":true,"q":192}', { ...plain, value: 1 }],
  ['{"v":null}', { ...plain, value: null, quality: 'missing' }],
  ['{"v":1,"q":"bad","unit":"K"}', { ...plain, value: 1, quality: 'off', unit: 'K' }],
  [`{"v":1,"t":${NOW / 1_000}}`, { ...plain, value: 1, t: NOW }],
  [`{"v":1,"t":${NOW / 1_000 + 0.25}}`, { ...plain, value: 1, t: NOW + 250 }],
  [`{"v":1,"t":"${NOW}"}`, { ...plain, value: 1, t: NOW }],
  ['{"v":1,"t":"2026-11-23T10:00:00Z"}', { ...plain, value: 1, t: NOW }],
  ['{"v":1,"t":"2026-11-23T11:00:00.5+01:00"}', { ...plain, value: 1, t: NOW + 500 }],
  ['{"v":1,"t":"2026-11-23 11:00:00"}', { ...plain, value: 1, t: NOW }],
] as const;

for (const [text, expected] of GOOD)
  test(`${JSON.stringify(text)} is read`, () => {
    assert.deepEqual(parse(text), expected);
  });

const BAD = [
  ['', 'it is empty'],
  ['warm', '"warm" is not a number'],
  ['0x10', '"0x10" is not a number'],
  ['inf', '"inf" is not a number'],
  ['{"v":', '"{"v":" is not JSON'],
  ['{"value":1}', 'it has no field v'],
  ['{"v":[1]}', 'its field v is not a number'],
  ['{"v":1e999}', 'its field v is not a number'],
] as const;

for (const [text, reason] of BAD)
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.equal(parse(text), reason);
  });

test('bytes that are no UTF-8 are refused', () => {
  assert.equal(parse(Uint8Array.of(0x34, 0xff)), 'it is not UTF-8');
});

test('a value with an impossible time keeps the value and loses the time', () => {
  for (const t of ['12', '"1970-01-01T00:00:00Z"', '4070908800', '"tomorrow"', '[1]', '1e300']) {
    const payload = parse(`{"v":1,"t":${t}}`);
    assert.ok(typeof payload === 'object');
    assert.deepEqual([payload.value, payload.t, payload.problems[0]?.reason], [1, null, 'time']);
  }
});

test('a quality that nobody explained makes the value uncalibrated', () => {
  const payload = parse('{"v":1,"q":"stale-ish"}');
  assert.ok(typeof payload === 'object');
  assert.deepEqual([payload.quality, payload.problems[0]?.reason], ['uncalibrated', 'quality']);
});

test('what can be no unit is said, and no unit', () => {
  for (const unit of ['7', `"${'x'.repeat(33)}"`, String.raw`"\ud800"`]) {
    const payload = parse(`{"v":1,"unit":${unit}}`);
    assert.ok(typeof payload === 'object');
    assert.deepEqual([payload.unit, payload.problems[0]?.reason], [null, 'unit']);
  }
});

test('fields may lie deeper, and only own fields count', () => {
  const fields = { ...FORMAT.fields, value: 'data.0.temp' };
  const payload = parse('{"data":[{"temp":7}]}', { fields });
  assert.ok(typeof payload === 'object' && payload.value === 7);
  const inherited = { ...FORMAT.fields, value: 'constructor.length' };
  assert.equal(parse('{"v":1}', { fields: inherited }), 'it has no field constructor.length');
});

test('no bytes whatever make it throw, or give a number that is none', () => {
  fuzzMqttPayloads({ runs: 400, seed: 1 });
});
