/** LakeShore logs: inputs and named columns from the header, the trailing comma, exactly 300.0. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeadedColumn } from '#agents/formats/headed.ts';
import { lakeshore } from '#agents/formats/lakeshore.ts';
import { createLocalClock } from '#telemetry/time.ts';

function read(text: string) {
  const columns: HeadedColumn[] = [];
  const parser = lakeshore.open({
    clock: createLocalClock({ zone: 'Europe/Rome' }),
    onColumns: (found) => void columns.push(...found),
  });
  const results = text.split('\n').map((line, at) => parser.line(line, at + 1));
  return {
    columns,
    readings: results.flatMap((result) => (result.ok ? result.records : [])),
    problems: results.flatMap((result) => (result.ok ? [] : [result.reason])),
  };
}

test('exactly 300 is out of range, in local time, with a trailing comma', () => {
  const { readings, problems } = read(
    '\uFEFFTime,1,8,\n2026-08-21 12:12:25,295.792,300.0,\n2026-08-21 12:13:54,300.01,.046,\n',
  );
  const t = Date.UTC(2026, 7, 21, 10, 12, 25);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    readings.map(({ channel, t: at, value, quality }) => [channel, at - t, value, quality]),
    [
      ['ch1-t', 0, 295.792, 'good'],
      ['ch8-t', 0, null, 'over'],
      ['ch1-t', 89_000, 300.01, 'good'],
      ['ch8-t', 89_000, 0.046, 'good'],
    ],
  );
});

test('named columns become SI by the unit in their brackets', () => {
  const { columns, readings } = read(
    'Time,Temperature(C),Pressure(HPa),RelativeHumidity(%),WaterFlowRate(L/min),\n2026-08-21 12:12:25,24.39,1011.75,66.00,6,\n',
  );
  assert.deepEqual(
    columns.map(({ channel, quantity, unit }) => [channel, quantity, unit]),
    [
      ['temperature', 'temperature', 'K'],
      ['pressure', 'pressure', 'Pa'],
      ['relative-humidity', 'ratio', '1'],
      ['water-flow-rate', 'volume-flow', 'm3/s'],
    ],
  );
  assert.deepEqual(
    readings.map(({ value }) => value),
    [297.54, 101_175, 0.66, 0.0001],
  );
});

test('a header written again is a header; a row without one, cut or glued says why', () => {
  const { readings, problems } = read(
    '2026-08-21 12:12:25,1,2,\nTime,1,2,\n2026-08-21 12:12:25,1,2,\nTime,1,2,3,\n2026-08-21 12:13:25,1,2,3,\n2026-08-21 12:1\n2026-08-21 12:14:25,1,2,2026-08-21 12:15:25,1,2,3,',
  );
  assert.equal(readings.length, 5);
  assert.deepEqual(problems, [
    "expected a header 'Time,1,2,…' or 'Time,Name(unit),…', found '2026-08-21 12:12:25,1,2,'",
    'expected 4 columns, found 1',
    'expected 4 columns, found 7',
  ]);
});

test('a head is told from other texts', () => {
  assert.equal(lakeshore.isHead(['Time,1,2,3,']), true);
  assert.equal(lakeshore.isHead(['Time,B,I']), false);
  assert.equal(lakeshore.isHead(['Time']), false);
});
