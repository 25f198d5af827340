/** Lines of every Bluefors log family, in both builds' spelling, and lines that do not parse. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { describeBlueforsChannel, recogniseBluefors } from '#agents/formats/bluefors-files.ts';
import type { LineContext } from '#agents/formats/bluefors-line.ts';
import { splitLines } from '#agents/formats/lines.ts';
import { createLocalClock } from '#telemetry/time.ts';

function openFile(name: string) {
  const file = recogniseBluefors(name);
  assert.ok(file, `${name} is recognised`);
  const context: LineContext = {
    clock: createLocalClock({ zone: 'UTC' }),
    channel: file.channel,
    scale: file.scale,
    day: file.day,
  };
  return (line: string) => file.parse.line(line, context);
}

const t = Date.UTC(2026, 10, 3, 4, 5, 6);

test('a temperature line in both builds of the software', () => {
  const expected = (raw: string) => ({
    ok: true,
    records: [{ channel: 'ch6-t', t, timeFlag: null, value: 0.00942, quality: 'good', raw }],
  });
  const parse = openFile('CH6 T 26-11-03.log');
  assert.deepEqual(parse(' 03-11-26,04:05:06,9.420000E-3'), expected('9.420000E-3'));
  assert.deepEqual(parse('03-11-26,04:05:06,9.420000e-03'), expected('9.420000e-03'));
});

test('a printed NaN is a missing reading, not zero', () => {
  const parse = openFile('CH6 T 26-11-03.log');
  const result = parse('03-11-26,04:05:06,nan');
  assert.ok(result.ok);
  assert.deepEqual(result.records, [
    { channel: 'ch6-t', t, timeFlag: null, value: null, quality: 'missing', raw: 'nan' },
  ]);
});

test('flow and pressures come in SI units with the printed text kept', () => {
  const flow = openFile('Flowmeter 26-11-03.log')('03-11-26,04:05:06,0.407842');
  assert.ok(flow.ok);
  assert.partialDeepStrictEqual(flow.records, [
    { channel: 'flow', value: 0.000407842, raw: '0.407842' },
  ]);
  const line =
    '03-11-26,04:05:06,CH1,P1  ,1, 2.42E-6,0,1,CH2,        ,1,3.05e-02,0,1,' +
    'CH3,P3,0, 2.00E-2,4,1,CH4,P4,0, 0.00E+0,0,0,CH5,P5,1,-6.00E+0,0,1,CH6,P6,1, 1.00E-9,1,1,';
  const gauges = openFile('maxigauge 26-11-03.log')(line);
  assert.ok(gauges.ok);
  assert.partialDeepStrictEqual(gauges.records, [
    { channel: 'p1', value: 2.42e-4, quality: 'good', raw: '2.42E-6' },
    { channel: 'p2', value: 3.05, quality: 'good' },
    { channel: 'p3', value: 2, quality: 'off' },
    { channel: 'p4', value: 0, quality: 'off' },
    { channel: 'p5', value: -600, quality: 'under' },
    { channel: 'p6', quality: 'under' },
  ]);
});

test('status, valves and heaters', () => {
  const status = openFile('Status_26-11-03.log')(
    '03-11-26,04:05:06,cptempwi,1.69E+1,Ctrl_Pres_OK,1.0e+00',
  );
  assert.ok(status.ok);
  assert.partialDeepStrictEqual(status.records, [
    { channel: 'status/cptempwi', value: 16.9 },
    { channel: 'status/ctrl_pres_ok', value: 1 },
  ]);
  const valves = openFile('Channels 26-11-03.log')('03-11-26,04:05:06,8,v11,0,hs-still,1');
  assert.ok(valves.ok);
  assert.partialDeepStrictEqual(valves.records, [
    { channel: 'valve/v11', value: 0 },
    { channel: 'valve/hs-still', value: 1 },
  ]);
  const heaters = openFile('Heaters 26-11-03.log')('03-11-26,04:05:06,0,0.00e+00,1,6.00e-03');
  assert.ok(heaters.ok);
  assert.partialDeepStrictEqual(heaters.records, [
    { channel: 'heater1-on', value: 0, quality: 'good' },
    { channel: 'heater1', value: 0, quality: 'good' },
    { channel: 'heater2-on', value: 1 },
    { channel: 'heater2', value: 0.006, quality: 'good' },
  ]);
});

test('an error line is an event of its thermometer', () => {
  const result = openFile('Errors 26-11-03.log')(' 03-11-26,04:05:06,Ch6,T. OVER');
  assert.deepEqual(result, { ok: true, records: [{ t, sensor: 6, text: 'T. OVER' }] });
});

test('what does not parse says why', () => {
  const bad: [string, string, RegExp][] = [
    ['CH6 T 26-11-03.log', '03-11-26,04:05', /expected dd-mm-yy/],
    ['CH6 T 26-11-03.log', '03-11-26,04:05:06,', /expected a number, found ''/],
    ['CH6 T 26-11-03.log', '03-11-26,04:05:06,9.42E', /expected a number, found '9.42E'/],
    ['CH6 T 26-11-03.log', '03-11-26,04:05:06,0x10', /expected a number/],
    ['CH6 T 26-11-03.log', '26-11-03,04:05:06,1.0', /is not the day in the file's name/],
    ['CH6 T 26-11-03.log', '31-02-26,04:05:06,1.0', /no such date or time/],
    ['CH6 T 26-11-03.log', '03-11-26,04:65:06,1.0', /no such date or time/],
    ['maxigauge 26-11-03.log', '03-11-26,04:05:06,CH1,P1,1,2.4E-6,0', /groups of 6 fields/],
    ['maxigauge 26-11-03.log', '03-11-26,04:05:06,CH1,P1,,2.4E-6,0,1,', /should be whole numbers/],
    ['Status_26-11-03.log', '03-11-26,04:05:06,cptempwi,1.0,cptempwo', /expected pairs/],
    ['Status_26-11-03.log', '03-11-26,04:05:06,a,1.0,a,2.0', /comes twice/],
    ['Errors 26-11-03.log', '03-11-26,04:05:06,Ch6', /expected a thermometer/],
  ];
  for (const [name, line, reason] of bad) {
    const result = openFile(name)(line);
    assert.ok(!result.ok, `${name}: ${line}`);
    assert.match(result.reason, reason);
  }
});

test('file names say which log it is', () => {
  assert.equal(recogniseBluefors('CH6 T 26-11-03.log')?.channel, 'ch6-t');
  assert.equal(recogniseBluefors('CH11 R 26-11-03.log')?.family, 'resistance');
  assert.equal(recogniseBluefors('Status_26-11-03.log')?.family, 'status');
  assert.equal(recogniseBluefors('CH6 T 26-13-03.log'), null);
  assert.equal(recogniseBluefors('notes.txt'), null);
  assert.deepEqual(describeBlueforsChannel('p2'), {
    quantity: 'pressure',
    unit: 'Pa',
    label: 'P2',
  });
});

test('no line throws, and a line gives records or a reason', () => {
  const files = ['CH1 T', 'maxigauge', 'Status', 'Channels', 'Heaters', 'Errors', 'Flowmeter'];
  const part = fc.constantFrom(
    '03-11-26,04:05:06,',
    ',',
    'CH1',
    'Ch1',
    '1',
    '0',
    ' ',
    '1.0E+0',
    'nan',
    '-',
    'x',
    '\0',
    '\u20ac',
  );
  const line = fc.oneof(
    fc.string(),
    fc.array(part).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(fc.constantFrom(...files), line, (name, text) => {
      const result = openFile(`${name}${name === 'Status' ? '_' : ' '}26-11-03.log`)(text);
      assert.ok(
        result.ok ? result.records.length > 0 || text.trim() === '' : result.reason.length > 0,
      );
    }),
    { numRuns: 2000 },
  );
});

test('lines keep their numbers, and a cut last line is told apart', () => {
  assert.deepEqual(
    [...splitLines('a\r\n\r\nb\nc')],
    [
      { text: 'a', number: 1, isComplete: true },
      { text: '', number: 2, isComplete: true },
      { text: 'b', number: 3, isComplete: true },
      { text: 'c', number: 4, isComplete: false },
    ],
  );
  assert.deepEqual([...splitLines('')], []);
});
