/** Fuzzed MQTT messages: whatever comes, the parser answers, and what it calls a number is one. */

import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { PayloadFormat } from '#agents/formats/mqtt-payload.ts';
import { parsePayload } from '#agents/formats/mqtt-payload.ts';
import { compileTopic, fillName } from '#agents/formats/mqtt-topic.ts';
import { createTimeReader } from '#agents/formats/table-time.ts';
import { createLocalClock } from '#telemetry/time.ts';

const NOW = Date.UTC(2026, 10, 23, 10);
const FORMAT: PayloadFormat = {
  kind: 'auto',
  fields: { time: 't', value: 'v', unit: 'unit', quality: 'q' },
  words: { ON: 1 },
  qualities: { ok: 'good' },
};

const field = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.string(),
  fc.constantFrom('2026-10-25 02:30:00', '2026-03-29T02:30:00', 'NaN', 'ON', 'over', '1e400'),
  fc.jsonValue({ maxDepth: 2 }),
);
const json = fc
  .record({ t: field, v: field, unit: field, q: field }, { requiredKeys: [] })
  .map((value) => JSON.stringify(value));
/** Whole messages, and such with a piece cut off or a byte changed. */
const message = fc
  .tuple(
    fc.oneof(json, fc.double().map(String), fc.string({ unit: 'binary' })),
    fc.nat(200),
    fc.option(fc.tuple(fc.nat(200), fc.nat(255))),
  )
  .map(([text, keep, change]) => {
    const bytes = Buffer.from(text);
    if (change !== null && bytes.length > 0) bytes[change[0] % bytes.length] = change[1];
    return keep < 100 ? bytes.subarray(0, keep) : bytes;
  });

/** Throws with the smallest message that breaks the promise. */
export function fuzzMqttPayloads(options: { readonly runs: number; readonly seed: number }): void {
  const clock = createLocalClock({ zone: 'Europe/Rome' });
  const iso = createTimeReader({ time: { kind: 'iso' }, decimalComma: false }, clock, null);
  const check = (bytes: Uint8Array): void => {
    const result = parsePayload(bytes, FORMAT, { iso, now: NOW });
    if (!result.ok) {
      assert.notEqual(result.reason, '');
      return;
    }
    const { value, t, quality } = result.payload;
    assert.ok(value === null ? quality !== 'good' : Number.isFinite(value));
    assert.ok(t === null || (Number.isSafeInteger(t) && t > 0 && t <= NOW + 86_400_000));
  };
  fc.assert(fc.property(message, check), { numRuns: options.runs, seed: options.seed });
  const level = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('+', '#', '{a}', '{b}', '{c#}', 'lab', ''),
  );
  const path = fc.array(level, { minLength: 1, maxLength: 6 }).map((levels) => levels.join('/'));
  const checkTopic = (pattern: string, topic: string): void => {
    let compiled: ReturnType<typeof compileTopic>;
    try {
      compiled = compileTopic(pattern);
    } catch (error) {
      assert.ok(error instanceof RangeError);
      return;
    }
    const levels = compiled.match(topic);
    if (levels !== null)
      assert.match(fillName('{a}/{b}/{c}', levels), /^(?:[a-z0-9._/-]*[a-z0-9._])?$/);
  };
  fc.assert(fc.property(path, path, checkTopic), { numRuns: options.runs, seed: options.seed });
}
