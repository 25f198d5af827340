/** Eight days of two real cryostats: every line parses, and the judgement is what a cryogenist expects. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { recogniseBluefors } from '#agents/formats/bluefors-files.ts';
import { judgeBluefors } from '#agents/formats/bluefors-join.ts';
import type { BlueforsEvent, ParsedReading } from '#agents/formats/bluefors-line.ts';
import { splitLines } from '#agents/formats/lines.ts';
import { createLocalClock } from '#telemetry/time.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';

const SAMPLES = 'cryo/bluefors_ucsb/samples';

function readDay(day: string) {
  const folder = sharedData(`${SAMPLES}/${day}`);
  const lines: Record<string, number> = {};
  const readings: ParsedReading[] = [];
  const events: BlueforsEvent[] = [];
  for (const name of readdirSync(folder)) {
    const file = recogniseBluefors(name);
    assert.ok(file, name);
    const context = { ...file, clock: createLocalClock({ zone: 'UTC' }) };
    for (const line of splitLines(readFileSync(join(folder, name), 'latin1'))) {
      const result = file.parse.line(line.text, context);
      assert.ok(result.ok, `${name}:${line.number}`);
      assert.ok(line.isComplete);
      lines[file.channel] = (lines[file.channel] ?? 0) + 1;
      for (const record of result.records) {
        if ('sensor' in record) events.push(record);
        else readings.push(record);
      }
    }
  }
  const judged = judgeBluefors({ readings, events });
  const of = (channel: string) => judged.filter((one) => one.channel === channel);
  const count = (channel: string) => {
    const counts: Record<string, number> = {};
    for (const { quality } of of(channel)) counts[quality] = (counts[quality] ?? 0) + 1;
    return counts;
  };
  return { lines, judged, readings, of, count };
}

const needs = needsSharedData(SAMPLES);

test('a cold day: base temperature, and two readings of a sensor that dropped out', needs, () => {
  const { lines, of, count, judged, readings } = readDay('blackfridge/26-06-20');
  assert.equal(judged.length, readings.length);
  assert.equal(lines['ch6-t'], 1438);
  assert.deepEqual(count('ch6-t'), { good: 1438 });
  const values = of('ch6-t').map(({ value }) => value ?? 0);
  assert.ok(Math.min(...values) > 0.00926 && Math.max(...values) < 0.00968);
  const under = of('ch1-t').filter(({ quality }) => quality === 'under');
  assert.deepEqual(
    under.map(({ t, value }) => [new Date(t).toISOString().slice(11, 19), value]),
    [
      ['05:39:10', 20.1005],
      ['05:40:10', 20.1005],
    ],
  );
});

test('a warm day: the mixing chamber is over range, its gauge is off', needs, () => {
  const { count } = readDay('blackfridge/26-06-24');
  assert.deepEqual(count('ch6-t'), { over: 1438 });
  assert.deepEqual(count('ch1-t'), { good: 1438 });
  assert.deepEqual(count('p1'), { off: 1416 });
  assert.deepEqual(count('p2'), { good: 1416 });
});

test('gauges that are switched off in the afternoon', needs, () => {
  const { count } = readDay('blackfridge/26-06-30');
  assert.deepEqual(count('p4'), { good: 808, off: 35 });
});

test('a thermometer that says 27 K in a warm cryostat is not called cold', needs, () => {
  const { count, lines } = readDay('whitefridge/26-06-30');
  assert.deepEqual(count('ch6-t'), { uncalibrated: 4157 });
  assert.deepEqual(count('ch1-t'), { good: 4157 });
  assert.deepEqual(count('p1'), { off: 5468 });
  assert.equal(lines['status'], 5468);
  assert.deepEqual(count('status/ctrl_pres_ok'), { good: 5468 });
  assert.deepEqual(count('status/cpalp'), { good: 4187 });
});

test('a cold day of the other build stays good', needs, () => {
  const { count } = readDay('whitefridge/26-06-25');
  assert.deepEqual(count('ch6-t'), { good: 6831 });
  assert.deepEqual(count('ch6-r'), { good: 8640 });
  assert.deepEqual(count('heater1'), { good: 8640 });
});
