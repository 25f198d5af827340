/** Leiden logs: columns, units and start from the head, one time per thermometer, what is no value. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeadedColumn } from '#agents/formats/headed.ts';
import { leiden } from '#agents/formats/leiden.ts';
import { createLocalClock } from '#telemetry/time.ts';

const clock = createLocalClock({ zone: 'Europe/Rome' });

function read(text: string) {
  const columns: HeadedColumn[] = [];
  const parser = leiden.open({ clock, onColumns: (found) => void columns.push(...found) });
  const readings = [];
  const problems = [];
  for (const [at, line] of text.split('\n').entries()) {
    const result = parser.line(line, at + 1);
    if (result.ok) readings.push(...result.records);
    else problems.push(`${at + 1}: ${result.reason}`);
  }
  const units = columns.map(({ channel, quantity, unit }) => `${channel} ${quantity} ${unit}`);
  return { readings, problems, units, head: parser.head() };
}

const GAUGES = `# Pfeiffer TPG366 Vacuum Gauge
# 1790000000.5
# time since start, condsr, still, IVC

# Note: mbar is default.
0, 5.67e-02 , 6.03e-03 , 8.52e-04 
11, 0.0 , 6.03e-03 , nan 
`;

test('gauges print mbar; zero is below what can be', () => {
  const { readings, problems, units } = read(GAUGES);
  assert.deepEqual(problems, []);
  assert.deepEqual(units, ['p-condsr pressure Pa', 'p-still pressure Pa', 'p-ivc pressure Pa']);
  assert.deepEqual(
    readings.map(({ channel, t, value, quality }) => [channel, t, value, quality]),
    [
      ['p-condsr', 1_790_000_000_500, 5.67, 'good'],
      ['p-still', 1_790_000_000_500, 0.603, 'good'],
      ['p-ivc', 1_790_000_000_500, 0.0852, 'good'],
      ['p-condsr', 1_790_000_011_500, 0, 'under'],
      ['p-still', 1_790_000_011_500, 0.603, 'good'],
      ['p-ivc', 1_790_000_011_500, null, 'missing'],
    ],
  );
});

test('a level below zero is under range, names carry their units', () => {
  const text =
    '# Level meter\n# 1790000000\n# time since start LHe (cm) LN2 (cm)\n0, -11.1 , 40.5 \n';
  const { readings, units } = read(text);
  assert.deepEqual(units, ['lhe height m', 'ln2 height m']);
  assert.deepEqual(
    readings.map(({ value, quality, raw }) => [value, quality, raw]),
    [
      [-0.111, 'under', '-11.1'],
      [0.405, 'good', '40.5'],
    ],
  );
});

test('every thermometer of a bridge has its own time; 0 K is no temperature', () => {
  const text = `# Bridge
# 1790000000
# time, T1, R1, time, T3, R3, 
# Time is measured in second, temperature in Kelvin and resistance in Ohm.
5, 1.7e+01, 1.1e+03, 16, 0.000000e+00, 4.2e+02
125, 1.7e+01, -1.1e+03, 136, 3.0, 4.2e+02
`;
  const { readings, problems } = read(text);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    readings.map(({ channel, t, value, quality }) => [channel, t - 1.79e12, value, quality]),
    [
      ['ch1-t', 5_000, 17, 'good'],
      ['ch1-r', 5_000, 1_100, 'good'],
      ['ch3-t', 16_000, null, 'uncalibrated'],
      ['ch3-r', 16_000, 420, 'good'],
      ['ch1-t', 125_000, 17, 'good'],
      ['ch1-r', 125_000, -1_100, 'under'],
      ['ch3-t', 136_000, 3, 'good'],
      ['ch3-r', 136_000, 420, 'good'],
    ],
  );
});

test('a second head begins anew; what is no row says why', () => {
  const { readings, problems } = read(
    `1, 2\n${GAUGES}11, 1, 2\n# 1790001000\n# time since start, IVC\nx, 1\n1, 1e-3\n`,
  );
  assert.deepEqual(problems, [
    '1: a row before the head with the start and the names of the columns',
    '9: expected 4 columns, found 3',
    "12: time since start 'x' is not a number",
  ]);
  assert.deepEqual(
    readings.slice(-1).map(({ channel, t }) => [channel, t]),
    [['p-ivc', 1_790_001_001_000]],
  );
});

test('reading goes on in the middle with what the head said', () => {
  const first = leiden.open({ clock });
  for (const [at, line] of GAUGES.split('\n').entries()) first.line(line, at + 1);
  const second = leiden.open({ clock, head: first.head() });
  const result = second.line('22, 1e-2, 1e-2, 1e-2', 8);
  assert.equal(result.ok && result.records.length, 3);
});

test('a head is told from other texts', () => {
  assert.equal(leiden.isHead(GAUGES.split('\n')), true);
  assert.equal(leiden.isHead(['# notes', '# of the shift']), false);
  assert.equal(leiden.isHead(['Time,1,2']), false);
});
