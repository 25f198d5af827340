/** Tables described in the configuration, on texts in the forms of real loggers and on two real cryostats' files. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { splitLines } from '#agents/formats/lines.ts';
import type { TableColumn, TableFormat } from '#agents/formats/table-config.ts';
import { createTableParser } from '#agents/formats/table.ts';
import { createLocalClock } from '#telemetry/time.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';

function column(
  place: string | number,
  channel: string,
  more: Partial<TableColumn> = {},
): TableColumn {
  return {
    column: place,
    channel,
    quantity: 'temperature',
    unit: 'K',
    scale: 1,
    offset: 0,
    missing: [],
    missingQuality: 'missing',
    low: null,
    high: null,
    ...more,
  };
}

const LAKESHORE: TableFormat = {
  separator: ',',
  decimalComma: false,
  comment: null,
  headerRow: 1,
  firstRow: 2,
  timeColumns: ['Time'],
  time: { kind: 'iso' },
  columns: [
    column('1', 'pt2-head', { missing: ['300'], missingQuality: 'over' }),
    column('8', 'mc'),
  ],
};

function readAll(format: TableFormat, text: string, zone = 'UTC') {
  const parser = createTableParser(format, createLocalClock({ zone }));
  const readings = [];
  const problems = [];
  for (const line of splitLines(text)) {
    const result = parser.line(line.text, line.number);
    if (result.ok) readings.push(...result.records);
    else problems.push(`${line.number}: ${result.reason}`);
  }
  return { readings, problems };
}

test('named columns, a trailing separator, a mark for out of range', () => {
  const text = 'Time,1,8,\n2026-08-21 12:12:25,295.792,4.1,\n2026-08-21 12:13:54,300.0,,\n';
  const { readings, problems } = readAll(LAKESHORE, text);
  assert.deepEqual(problems, []);
  assert.partialDeepStrictEqual(readings, [
    { channel: 'pt2-head', t: Date.UTC(2026, 7, 21, 12, 12, 25), value: 295.792, quality: 'good' },
    { channel: 'mc', value: 4.1 },
    { channel: 'pt2-head', value: null, quality: 'over', raw: '300.0' },
    { channel: 'mc', value: null, quality: 'missing', raw: '' },
  ]);
});

test('date and time in two columns, decimal commas, milliKelvin to Kelvin', () => {
  const format: TableFormat = {
    separator: ';',
    decimalComma: true,
    comment: '#',
    headerRow: 0,
    firstRow: 1,
    timeColumns: [1, 2],
    time: { kind: 'pattern', pattern: 'dd/MM/yyyy HH:mm:ss' },
    columns: [column(3, 't-cav', { scale: 1e-3, missing: ['-1'] })],
  };
  const text = '# prova\n01/12/2026;09:08:07;30,25\n01/12/2026;09:08:17;-1,0\n';
  const { readings, problems } = readAll(format, text, 'Europe/Rome');
  assert.deepEqual(problems, []);
  assert.partialDeepStrictEqual(readings, [
    { t: Date.UTC(2026, 11, 1, 8, 8, 7), value: 0.03025, quality: 'good', raw: '30,25' },
    { value: null, quality: 'missing', raw: '-1,0' },
  ]);
});

test('bad lines say why', () => {
  const text =
    'Time,1,8\n2026-08-21 12:12,1,2\n2026-08-21 12:12:25,1\n2026-02-30 12:12:25,1,2\n2026-08-21 12:12:25,1,x\n2026-08-21 12:12:25,1,2,3\n';
  const { readings, problems } = readAll(LAKESHORE, text);
  assert.deepEqual(readings, []);
  assert.deepEqual(problems, [
    "2: time '2026-08-21 12:12' does not have the configured form",
    '3: expected 3 columns, found 2',
    "4: no such date or time: '2026-02-30 12:12:25'",
    "5: mc: expected a number, found 'x'",
    '6: expected 3 columns, found 4',
  ]);
  assert.deepEqual(readAll(LAKESHORE, 'Time,2\n2026-08-21 12:12:25,1\n').problems, [
    "2: no column '1' in the header: Time, 2",
  ]);
});

test('times as LabVIEW and spreadsheets count them, with decimal commas', () => {
  const format = (kind: 'labview-s' | 'excel-days'): TableFormat => ({
    separator: ';',
    decimalComma: true,
    comment: null,
    headerRow: 0,
    firstRow: 1,
    timeColumns: [1],
    time: { kind },
    columns: [column(2, 'x')],
  });
  const timeOf = (kind: 'labview-s' | 'excel-days', text: string): string | undefined => {
    const t = readAll(format(kind), `${text};1\n`, 'Europe/Rome').readings[0]?.t;
    return t === undefined ? undefined : new Date(t).toISOString();
  };
  // 1970 began 2 082 844 800 s after 1904; day 45 000 is 2023-03-15.
  assert.equal(timeOf('labview-s', '2082844800,5'), '1970-01-01T00:00:00.500Z');
  assert.equal(timeOf('excel-days', '45000,5'), '2023-03-15T11:00:00.000Z');
  assert.equal(timeOf('excel-days', '45200,25'), '2023-10-01T04:00:00.000Z');
  assert.equal(timeOf('excel-days', 'soon'), undefined);
});

test('lines between header and data are skipped, quotes hold separators, glued rows are told', () => {
  const format: TableFormat = { ...LAKESHORE, firstRow: 3, columns: [column('T, K', 't')] };
  const rows = [
    'Time,"T, K",note',
    ',K,',
    '2026-08-21 12:12:25,4.2,"cold, at ""last"""',
    '2026-08-21 12:12:35,4.3,a,b',
    '',
  ];
  const { readings, problems } = readAll(format, rows.join('\n'));
  assert.deepEqual(problems, ['4: expected 3 columns, found 4']);
  assert.deepEqual(
    readings.map(({ value }) => value),
    [4.2],
  );
  const bare = { ...LAKESHORE, headerRow: 0, firstRow: 1, timeColumns: [1] };
  const glued = '2026-08-21 12:12:25,1,x\n2026-08-21 12:12:35,2,x2026-08-21 12:12:45,3,x\n';
  assert.deepEqual(readAll({ ...bare, columns: [column(2, 't')] }, glued).problems, [
    '2: expected 3 columns, found 5',
  ]);
});

test('a value beyond the plausible range is under or over', () => {
  const format = { ...LAKESHORE, columns: [column('1', 't', { low: 0, high: 400 })] };
  const rows = ['-0.1', '0', '400', '400.1'].map((value) => `2026-08-21 12:12:25,${value},\n`);
  assert.deepEqual(
    readAll(format, `Time,1,\n${rows.join('')}`).readings.map(({ quality }) => quality),
    ['under', 'good', 'good', 'over'],
  );
});

test('a wrong time pattern is an error of the configuration', () => {
  const format: TableFormat = { ...LAKESHORE, time: { kind: 'pattern', pattern: 'DD/MM/yyyy' } };
  assert.throws(
    () => createTableParser(format, createLocalClock({ zone: 'UTC' })),
    /'D' is none of/,
  );
});

test('no line throws', () => {
  const parser = createTableParser(LAKESHORE, createLocalClock({ zone: 'UTC' }));
  parser.line('Time,1,8', 1);
  fc.assert(
    fc.property(fc.string(), (text) => {
      const result = parser.line(text, 2);
      assert.ok(
        result.ok ? result.records.length === 2 || text.trim() === '' : result.reason !== '',
      );
    }),
  );
});

const DR = 'cryo/lakeshore372_dr/cryo-LS372-Temp.dat';
test('a LakeShore cool-down: every row, 300.0 is out of range', needsSharedData(DR), () => {
  const columns = [1, 2, 3, 4, 5, 6, 7, 8].map((n) =>
    column(String(n), `ch${n}`, { missing: ['300'], missingQuality: 'over' }),
  );
  const { readings, problems } = readAll(
    { ...LAKESHORE, columns },
    readFileSync(sharedData(DR), 'utf8'),
  );
  assert.deepEqual(problems, []);
  assert.equal(readings.length, 3271 * 8);
  const over = readings.filter(({ quality }) => quality === 'over');
  assert.ok(over.length > 3 * 1200);
  const coldest = Math.min(...readings.map(({ value }) => value ?? 1e9));
  assert.ok(coldest > 0.04 && coldest < 0.05);
});

const GAUGES = 'cryo/leiden_mckinsey/run15_demo_20210526_pres.txt';
test('gauges with the start in the header', needsSharedData(GAUGES), () => {
  const format: TableFormat = {
    separator: ',',
    decimalComma: false,
    comment: '#',
    headerRow: 3,
    firstRow: 4,
    timeColumns: ['time since start'],
    time: { kind: 'elapsed-s', startLine: 2 },
    columns: ['condsr', 'still', 'dump', 'pot', 'IVC', 'custom'].map((name) => column(name, name)),
  };
  const { readings, problems } = readAll(format, readFileSync(sharedData(GAUGES), 'utf8'));
  assert.deepEqual(problems, []);
  assert.equal(readings.length, 22_382 * 6);
  assert.equal(readings[0]?.t, 1622086724363);
});

const COOLER = 'cryo/rades_babyiaxo_cryostat/ExperimentPostProcessing/Results/data_MFT_Run1.csv';
test(
  'a mark before the first name of a real table is no part of it',
  needsSharedData(COOLER),
  () => {
    // The table has no time: the speed of the fan stands in for one.
    const format: TableFormat = {
      ...LAKESHORE,
      timeColumns: ['RPM'],
      time: { kind: 'epoch-s' },
      columns: [column('MassFlow', 'mass-flow'), column('Uncertainty', 'uncertainty')],
    };
    const text = readFileSync(sharedData(COOLER), 'utf8');
    const { readings, problems } = readAll(format, text);
    assert.ok(text.startsWith('\uFEFF'));
    assert.deepEqual(problems, []);
    assert.equal(readings.length, 2 * (text.trim().split('\n').length - 1));
  },
);
