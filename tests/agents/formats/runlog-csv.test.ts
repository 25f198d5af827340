/** The run catalogue in all its spellings; bad rows stop nothing; dates and units are decided or asked for. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readFileName } from '#agents/formats/file-name.ts';
import { readRunPath } from '#agents/formats/run-path.ts';
import { RUNLOG_COLUMNS, parseRunlog } from '#agents/formats/runlog-csv.ts';
import {
  decideDateOrder,
  orderOfRow,
  readFrequency,
  readMilliKelvin,
  timeInOrder,
} from '#agents/formats/runlog-values.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';

const HEADER = RUNLOG_COLUMNS.join(',');
const TIME = '12/07/2023,11:38:45';
const cells = [
  '/mnt/d/Run_2023.11-QUAX/Prova',
  'S11_20p2deg.txt',
  'LNF',
  TIME,
  'v0',
  '1',
  '0',
  '/mnt/x',
  'davs://x...',
  'calib',
  '30,5',
  '',
  '',
  '',
];

function parse(text: string) {
  const result = parseRunlog(text);
  assert.ok(result.ok, result.ok ? '' : result.reason);
  return result;
}

function refusal(text: string): string {
  const result = parseRunlog(text);
  return result.ok ? 'read' : result.reason;
}

test('comma quoted, comma unquoted, tab, CRLF and BOM give the same cells', () => {
  const quoted = cells.map((cell) => (cell.includes(',') ? `"${cell}"` : cell)).join(',');
  const loose = cells.map((cell) => (cell === '30,5' ? '30.5' : cell)).join(',');
  const header = RUNLOG_COLUMNS.map((name) => `"${name}"`).join('\t');
  const tab = `\uFEFF${header}\r\n${cells.join('\t')}\r\n\r\n`;
  for (const text of [`${HEADER}\n${quoted}\n`, `${HEADER}\n${loose}`, tab]) {
    const { rows, problems } = parse(text);
    assert.deepEqual(problems, []);
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.line, 2);
    assert.equal(rows[0]?.cells.timestamp, TIME);
    assert.equal(rows[0]?.cells.runtime, 'calib');
    assert.equal(readMilliKelvin(rows[0]?.cells['T_cav[mK]'] ?? ''), 0.0305);
    assert.equal(rows[0]?.cells['cavity freq'], '');
  }
});

test('names with blanks, accents and quotes', () => {
  const line = `"/d/Run_2023.11/L'""alba"" \u00e8 qui, forse","a ""b"".txt",LNF,,v0,,,,,,,,,`;
  const { rows } = parse(`${HEADER}\n${line}\n`);
  assert.equal(rows[0]?.cells.run, '/d/Run_2023.11/L\'"alba" \u00e8 qui, forse');
  assert.equal(rows[0]?.cells.data, 'a "b".txt');
  assert.equal(rows[0]?.raw, line);
});

test('bad rows are reported and stop nothing', () => {
  const good = cells.map((cell) => (cell.includes(',') ? `"${cell}"` : cell));
  const broken = (at: number, cell: string) =>
    good.map((old, i) => (i === at ? cell : old)).join(',');
  const wide = Array.from({ length: 30 }, () => 'x').join(',');
  const text = [
    HEADER,
    wide,
    good.join(','),
    broken(0, ''),
    broken(5, '2'),
    broken(10, 'cold'),
    broken(2, '"L'),
    '',
  ];
  const { rows, problems } = parse(text.join('\n'));
  assert.deepEqual(
    rows.map(({ line }) => line),
    [3],
  );
  assert.deepEqual(
    problems.map(({ line, reason }) => `${line}: ${reason}`),
    [
      '2: expected 14 columns, found 30',
      "4: column 'run' is empty",
      "5: column 'cloud': expected 0, 1 or nothing, found '2'",
      "6: column 'T_cav[mK]': expected a number or nothing, found 'cold'",
      '7: text after the closing quote of column 3',
    ],
  );
});

test('a wrong header refuses the file', () => {
  assert.match(refusal('run,data\n'), /the header has 2 columns, the run catalogue has 14/);
  assert.match(
    refusal(`${HEADER.replace('BIT', 'BITS')}\n`),
    /header column 13: expected 'BIT', found 'BITS'/,
  );
  assert.match(refusal(''), /not the header/);
  assert.match(refusal('freq mag phase\n1 2 3\n'), /not the header/);
});

test('the order of day and month is decided by the month of the campaign', () => {
  const campaign = 'Run_2023.11-QUAX';
  assert.equal(orderOfRow({ campaign, timestamp: TIME }), 'mdy');
  assert.equal(orderOfRow({ campaign: 'Run_2023.07', timestamp: TIME }), 'dmy');
  assert.equal(orderOfRow({ campaign, timestamp: '12/11/2023,10:00:00' }), null);
  assert.equal(orderOfRow({ campaign, timestamp: '11/11/2023,10:00:00' }), 'any');
  assert.equal(orderOfRow({ campaign: null, timestamp: '25/12/2023,10:00:00' }), 'dmy');
  const open = { campaign, timestamp: '12/11/2023,10:00:00' };
  assert.deepEqual(decideDateOrder([open, { campaign, timestamp: TIME }], null), {
    ok: true,
    order: 'mdy',
  });
  assert.deepEqual(decideDateOrder([open], 'dmy'), { ok: true, order: 'dmy' });
  const undecided = decideDateOrder([open], null);
  assert.ok(!undecided.ok && undecided.reason.includes('may be day/month or month/day'));
  const against = decideDateOrder(
    [
      { campaign, timestamp: TIME },
      { campaign, timestamp: '07/12/2023,11:00:00' },
    ],
    null,
  );
  assert.ok(!against.ok && against.reason.includes('reads as day/month, but'));
});

test('a time in a decided order', () => {
  assert.equal(timeInOrder(TIME, 'mdy'), Date.UTC(2023, 11, 7, 11, 38, 45));
  assert.equal(timeInOrder('2023-12-07 11:38:45', 'dmy'), Date.UTC(2023, 11, 7, 11, 38, 45));
  assert.equal(timeInOrder('', 'mdy'), null);
  assert.match(String(timeInOrder('25/12/2023,11:00:00', 'mdy')), /no such date as month\/day/);
  assert.match(String(timeInOrder('yesterday', 'mdy')), /expected 12\/07\/2023,11:38:45/);
});

test('a frequency needs its unit', () => {
  assert.equal(readFrequency(' ', null), null);
  assert.equal(readFrequency('8.831', null), 'unit?');
  assert.deepEqual(readFrequency('8,831', 'GHz'), { hz: 8_831_000_000 });
  assert.deepEqual(readFrequency('8831 MHz', 'GHz'), { hz: 8_831_000_000 });
  assert.deepEqual(readFrequency('high', 'GHz'), {
    reason: "cavity freq: expected a number, found 'high'",
  });
});

test('every line is a row or a problem, and none throws', () => {
  const part = fc.constantFrom('"', ',', '""', 'a', '1', TIME, '\t', ' ');
  fc.assert(
    fc.property(
      fc.array(fc.array(part, { maxLength: 30 }).map((parts) => parts.join(''))),
      (lines) => {
        const { rows, problems } = parse([HEADER, ...lines].join('\n'));
        const expected = lines.filter((line) => line.trim() !== '').length;
        assert.equal(rows.length + problems.length, expected);
      },
    ),
  );
});

const REAL = 'runlog/flash/runlog.csv';
test('the existing catalogue: 21 rows, their angles, kind and times', needsSharedData(REAL), () => {
  const { rows, problems } = parse(readFileSync(sharedData(REAL), 'utf8'));
  assert.deepEqual(problems, []);
  assert.equal(rows.length, 21);
  const dated = rows.map(({ cells }) => ({
    ...readRunPath(cells.run),
    timestamp: cells.timestamp,
  }));
  assert.ok(
    dated.every(({ kind, campaign }) => kind === 'calibration' && campaign === 'Run_2023.11-QUAX'),
  );
  assert.deepEqual(decideDateOrder(dated, null), { ok: true, order: 'mdy' });
  const angles = rows
    .map(({ cells }) => readFileName(cells.data).tunerDeg)
    .filter((deg) => deg !== null);
  assert.deepEqual([angles.length, Math.min(...angles), Math.max(...angles)], [20, 19, 27.1]);
});
