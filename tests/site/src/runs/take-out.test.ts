import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readQuery, selectRuns, shownColumns } from '#site/src/runs/query.ts';
import { takeOut, toCsv, toJson, toParquetColumns } from '#site/src/runs/take-out.ts';
import { buildQuax, buildRunsIndex } from '../../../support/site-fixture/runs.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const identity = { slug: 'run-a', name: 'Run_A', title: null, experiment: null };
const index = buildRunsIndex(identity, buildQuax(AT), true);
const context = { slug: 'run-a', at: AT };
const query = readQuery(
  new URLSearchParams('kind=physics&sort=-files&columns=number,start,f0,files,quality'),
);
const { rows } = selectRuns(index, query, context);
const columns = shownColumns(index, query);

test('rows, columns and order are those that are shown', () => {
  const { names, rows: out } = takeOut(rows, columns, context);
  assert.deepEqual(names, ['run', 'start', 'f0_min_hz', 'f0_max_hz', 'files', 'quality']);
  assert.deepEqual(
    out.map(([run]) => run),
    rows.map(({ number }) => number),
  );
  assert.match(String(out[0]?.[1]), /^2026-11-\d\dT/);
});

test('CSV quotes what needs it and leaves empty what is not known', () => {
  const csv = toCsv({ names: ['a', 'b'], rows: [['x,"y"', null]] });
  assert.equal(csv, 'a,b\r\n"x,""y""",\r\n');
});

test('JSON has one object a run, null for what is not known', () => {
  const parsed: unknown = JSON.parse(toJson(takeOut(rows, columns, context)));
  assert.ok(Array.isArray(parsed));
  assert.equal(parsed.length, rows.length);
});

test('Parquet has integers, doubles, times and words, each with its unit', () => {
  const out = toParquetColumns(rows, columns, context);
  assert.deepEqual(
    out.map(({ name, type, unit }) => [name, type, unit]),
    [
      ['run', 'INT64', null],
      ['start', 'TIMESTAMP', null],
      ['f0_min_hz', 'DOUBLE', 'Hz'],
      ['f0_max_hz', 'DOUBLE', 'Hz'],
      ['files', 'INT64', null],
      ['quality', 'STRING', null],
    ],
  );
});
