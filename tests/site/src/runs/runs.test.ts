import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Runs } from '#site/snapshot/schema/runs.ts';
import { copiesOf } from '#site/src/runs/copies.ts';
import { readQuery, selectRuns, writeQuery } from '#site/src/runs/query.ts';
import { runsTable } from '#site/src/runs/table.ts';
import { tunerChart } from '#site/src/runs/tuner-chart.ts';
import { buildQuax, buildRunsIndex, buildTuner } from '../../../support/site-fixture/runs.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const identity = { slug: 'run-a', name: 'Run_A', title: null, experiment: null };
const runs = buildQuax(AT);
const index = (withMc = true): Runs => buildRunsIndex(identity, runs, withMc);
const tuner = buildTuner(runs);
const context = { slug: 'run-a', at: AT };
const table = (search = '', of = index()): string =>
  runsTable(of, readQuery(new URLSearchParams(search)), context).text;

test('every run has a row; the one that runs has a chip and is not judged', () => {
  const text = table();
  assert.equal(text.match(/<th scope="row">/g)?.length, 26);
  assert.match(text, /142<\/a>\s*<span class="chip on">running/);
  assert.match(text, /not judged/);
});

test('a campaign without a mixing chamber has no such column, not even an empty one', () => {
  assert.match(table(), /T<sub>MC<\/sub>/);
  assert.doesNotMatch(table('', index(false)), /T<sub>MC<\/sub>/);
});

test('a month that was asked for is the only one shown', () => {
  const all = index();
  const month = {
    ...all,
    columns: {
      ...all.columns,
      start: all.columns.start.map((t, i) => (i < 3 ? t : Date.UTC(2026, 9, 2))),
    },
  };
  assert.equal(
    selectRuns(month, readQuery(new URLSearchParams('month=2026-11')), context).rows.length,
    3,
  );
  assert.equal(
    selectRuns(month, readQuery(new URLSearchParams('month=2026-10')), context).rows.length,
    23,
  );
});

test('what the address asks in vain is named, never dropped in silence', () => {
  assert.deepEqual(readQuery(new URLSearchParams('colour=red&month=2026-13&sort=taste')).unknown, [
    'colour',
    'month=2026-13',
    'sort=taste',
  ]);
  assert.match(table('colour=%3Cb%3E'), /Not understood in this address/);
  assert.match(table('x%3Cb=1'), /x&lt;b/);
});

test('sorting goes both ways and leaves what is not known last', () => {
  const numbers = (search: string): (number | null)[] =>
    selectRuns(index(), readQuery(new URLSearchParams(search)), context).rows.map(({ qL }) => qL);
  const up = numbers('sort=qL');
  const down = numbers('sort=-qL');
  assert.ok((up[0] ?? 0) < (up[1] ?? 0));
  assert.ok((down[0] ?? 0) > (down[1] ?? 0));
  assert.equal(up.at(-1), null);
  assert.equal(down.at(-1), null);
});

test('the query written again is the query read', () => {
  const query = readQuery(new URLSearchParams('month=2026-11&kind=physics&text=la+b&sort=-files'));
  assert.deepEqual(readQuery(new URLSearchParams(writeQuery(query))), query);
});

test('a campaign without runs, and choices that fit none, say so', () => {
  assert.match(table('', buildRunsIndex(identity, [], true)), /no run yet/);
  assert.match(table('kind=commissioning'), /No run fits/);
});

test('missing values are written out where they apply, and empty where they do not', () => {
  const text = table('kind=test');
  assert.match(text, /not measured/);
  assert.doesNotMatch(table('kind=noise'), /class="missing">not measured/);
});

test('copies are verified or archived only where facts say so of every file', () => {
  const counts = {
    files: 4,
    copiesPresent: 4,
    copiesRemoved: 0,
    copiesVerified: 0,
    copiesArchived: 0,
  };
  assert.deepEqual(copiesOf(counts), { state: 'unchecked', words: 'present' });
  assert.deepEqual(copiesOf({ ...counts, copiesArchived: 4 }), {
    state: 'unchecked',
    words: 'present',
  });
  assert.equal(copiesOf({ ...counts, copiesVerified: 3 }).words, 'present, 3 verified');
  assert.equal(copiesOf({ ...counts, copiesVerified: 4 }).words, 'verified');
  assert.equal(
    copiesOf({ ...counts, copiesVerified: 4, copiesArchived: 4 }).words,
    'verified and archived',
  );
  assert.equal(copiesOf({ ...counts, copiesPresent: 0, copiesRemoved: 4 }).words, 'removed');
  assert.doesNotMatch(table(), /verified|archived/);
});

test('f0 against tuner angle: points, marks without a fit, and the sentences for none', () => {
  assert.match(tunerChart(tuner, 'run-a').text, /1 without a fit/);
  assert.match(tunerChart({ ...tuner, tuner: [] }, 'run-a').text, /f₀ is not known/);
  assert.match(
    tunerChart({ tuner: [], unfittedTunerDeg: [] }, 'run-a').text,
    /No sweep of this campaign/,
  );
});
