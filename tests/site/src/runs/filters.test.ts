import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countFacets } from '#site/src/runs/facets.ts';
import { groupRuns } from '#site/src/runs/groups.ts';
import { countBins } from '#site/src/runs/plots.ts';
import { readQuery, selectRuns, shownColumns, writeQuery } from '#site/src/runs/query.ts';
import { runsControls } from '#site/src/runs/controls.ts';
import { rowsHtml, runsPlace, runsTable, shownRuns } from '#site/src/runs/table.ts';
import { readSpan } from '#site/src/runs/time-words.ts';
import type { RunRow } from '#site/src/runs/rows.ts';
import { buildQuax, buildRunsIndex } from '../../../support/site-fixture/runs.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const identity = { slug: 'run-a', name: 'Run_A', title: null, experiment: null };
const index = buildRunsIndex(identity, buildQuax(AT), true);
const context = { slug: 'run-a', at: AT };
const query = (search: string) => readQuery(new URLSearchParams(search), AT);
const select = (search: string): readonly RunRow[] =>
  selectRuns(index, query(search), context).rows;
const all = select('');
const numbers = (rows: readonly RunRow[]): number[] => rows.map(({ number }) => number);
const where = (test: (run: RunRow) => boolean): number[] => numbers(all.filter(test));

test('a set takes any of its words, and leaves out those with an exclamation mark', () => {
  assert.deepEqual(
    numbers(select('kind=physics,noise')),
    where(({ kind }) => kind === 'physics' || kind === 'noise'),
  );
  assert.deepEqual(
    numbers(select('kind=physics&kind=noise')),
    numbers(select('kind=physics,noise')),
  );
  assert.deepEqual(
    numbers(select('kind=!physics')),
    where(({ kind }) => kind !== 'physics'),
  );
  assert.deepEqual(
    numbers(select('quality=none')),
    where(({ quality }) => quality === null),
  );
});

test('of several tags any, all or none may be asked, and each is counted', () => {
  const has = (run: RunRow, tag: string): boolean => run.tags?.split(',').includes(tag) === true;
  assert.ok(where((run) => has(run, 'candidate') && has(run, 'rescan')).length > 0);
  assert.deepEqual(
    numbers(select('tags=candidate,rescan')),
    where((run) => has(run, 'candidate') || has(run, 'rescan')),
  );
  assert.deepEqual(
    numbers(select('tags=all:candidate,all:rescan')),
    where((run) => has(run, 'candidate') && has(run, 'rescan')),
  );
  assert.deepEqual(
    numbers(select('tags=candidate,!rescan')),
    where((run) => has(run, 'candidate') && !has(run, 'rescan')),
  );
  assert.deepEqual(
    numbers(select('tags=none')),
    where(({ tags }) => tags === null),
  );
  assert.equal(writeQuery(query('tags=all:candidate,!rescan')), '?tags=all:candidate,!rescan');
  assert.equal(
    writeQuery(query('tags=candidate&tags=rescan&tags.how=all')),
    '?tags=all:candidate,all:rescan',
  );
  assert.equal(writeQuery(query('tags=candidate&tags.how=none')), '?tags=!candidate');
  assert.match(
    runsControls(index, query('tags=all:candidate'), context).text.replaceAll(/\s+/g, ' '),
    /value="candidate" checked/,
  );
  // A run has one kind: two at once mean nothing, and are named.
  assert.deepEqual(query('kind=all:physics').unknown, ['kind=all:physics']);
  const { sets } = countFacets(index, query(''), context);
  const facet = sets.find(({ column }) => column.key === 'tags');
  for (const { word, count } of facet?.choices ?? [])
    assert.equal(count, select(`tags=${word}`).length, word);
});

test('a range is in the unit of its column, or in the one that is typed behind it', () => {
  const warm = where(({ tCavK }) => tCavK !== null && tCavK >= 0.0302);
  assert.ok(warm.length > 0 && warm.length < all.length, 'the fixture has no such runs');
  assert.deepEqual(numbers(select('tCavK=0.0302..')), warm);
  assert.deepEqual(numbers(select('tCavK=30.2mK..')), warm);
  assert.deepEqual(
    numbers(select('length=1..5')),
    where(({ start, end, state }) => {
      const length = (end ?? (state === 'open' ? AT : Number.NaN)) - (start ?? Number.NaN);
      return length >= 3_600_000 && length <= 5 * 3_600_000;
    }),
  );
});

test('a run passes where any of its frequencies lies within', () => {
  const [run] = all.filter(({ f0Min, f0Max }) => f0Min !== null && f0Min !== f0Max);
  assert.ok(run?.f0Min != null && run.f0Max != null);
  const inside = (run.f0Min + run.f0Max) / 2e6;
  assert.ok(numbers(select(`f0=${inside}`)).includes(run.number));
  assert.ok(!numbers(select(`f0=..${run.f0Min / 1e6 - 1}`)).includes(run.number));
});

test('what is not known passes no range, and is asked for by a word', () => {
  assert.ok(select('qL=..').length === all.length || query('qL=..').unknown.length === 1);
  assert.ok(select('qL=0..').every(({ qL }) => qL !== null));
  assert.deepEqual(
    numbers(select('qL=none')),
    where(({ qL }) => qL === null),
  );
});

test('what means nothing is named with its parameter', () => {
  for (const [search, unknown] of [
    ['qL=many', 'qL=many'],
    ['tCavK=3GB..', 'tCavK=3GB..'],
    ['start=yesterday', 'start=yesterday'],
    ['start=2026-02-30', 'start=2026-02-30'],
    ['view=pie', 'view=pie'],
    ['columns=number,taste', 'columns=taste'],
    ['x=taste', 'x=taste'],
  ] as const)
    assert.deepEqual(query(search).unknown, [unknown], search);
});

test('the two fields of a form say one range', () => {
  const canonical = writeQuery(query('qL.min=20000&qL.max=&f0.min=&f0.max='));
  assert.equal(canonical, '?qL=20000..');
});

test('a link for later has absolute times', () => {
  const relative = query('start=-7d..&kind=physics');
  assert.equal(writeQuery(relative), '?start=-7d..&kind=physics');
  assert.equal(
    writeQuery(relative, { isAbsolute: true }),
    '?start=2026-11-16T10:02:14Z..&kind=physics',
  );
  assert.deepEqual(
    numbers(select(writeQuery(relative, { isAbsolute: true }).slice(1))),
    numbers(select('start=-7d..&kind=physics')),
  );
});

test('times: a day as the end is the whole of it', () => {
  const day = Date.UTC(2026, 10, 8);
  assert.deepEqual(readSpan('2026-11-08', AT), { from: day, to: day + 86_400_000 - 1 });
  assert.deepEqual(readSpan('2026-11-08T06:12Z..now', AT), {
    from: day + (6 * 60 + 12) * 60_000,
    to: AT,
  });
  assert.equal(readSpan('..', AT), null);
  assert.equal(readSpan('2026-11-08..2026-11-09..2026-11-10', AT), null);
});

test('each choice counts what it would leave, all other filters kept', () => {
  const asked = query('kind=physics&quality=good,doubtful');
  const { sets } = countFacets(index, asked, context);
  assert.ok(sets.length >= 3);
  for (const { column, choices } of sets)
    for (const { word, count } of choices) {
      const filters = new Map(asked.filters).set(column.key, {
        kind: 'set',
        any: new Set([word]),
        all: new Set(),
        none: new Set(),
      });
      const left = selectRuns(index, { ...asked, filters }, context).rows.length;
      assert.equal(count, left, `${column.key}=${word}`);
    }
});

test('columns are those that are asked for, the number always among them', () => {
  const keys = (search: string): string[] =>
    shownColumns(index, query(search)).map(({ key }) => key);
  assert.deepEqual(keys('columns=files,kind'), ['number', 'files', 'kind']);
  assert.ok(!keys('').includes('state'));
});

test('groups add up to what is selected', () => {
  const groups = groupRuns(all, { of: ({ kind }) => kind }, context);
  const sum = (key: 'runs' | 'files' | 'bytes'): number =>
    groups.reduce((total, group) => total + group[key], 0);
  assert.equal(sum('runs'), all.length);
  assert.equal(
    sum('files'),
    all.reduce((total, { files }) => total + files, 0),
  );
});

test('every value falls into one bin', () => {
  const values = all.map(({ files }) => files);
  const bins = countBins(values, { low: Math.min(...values), high: Math.max(...values) });
  assert.equal(
    bins.reduce((total, { count }) => total + count, 0),
    values.length,
  );
});

test('a plot, a grouping and the choices say what they show', () => {
  const show = (search: string): string => runsTable(index, query(search), context).text;
  assert.match(show('view=histogram&x=files'), /Histogram of files over 26 runs/);
  assert.match(show('view=scatter&x=f0&y=qL'), /are not drawn: .* is not known/);
  assert.match(show('view=groups&by=kind'), /kind=physics/);
  const controls = runsControls(index, query('kind=!test&qL=20000..'), context).text;
  assert.match(controls, /kind: not test/);
  assert.match(controls, /from 20000/);
  assert.match(controls, /type="hidden" name="kind" value="!test"/);
});

test('of many rows those are made that are in sight, each with its place among all', () => {
  const shown = shownRuns(index, query('sort=number'), context);
  const text = rowsHtml(shown, shownColumns(index, shown.query), { first: 10, count: 5 });
  assert.deepEqual(
    [...text.matchAll(/<tr aria-rowindex="(\d+)"><th scope="row"><a href="[^"]*\/(\d+)\/">/g)].map(
      ([, place, number]) => [Number(place), Number(number)],
    ),
    shown.rows.slice(10, 15).map(({ number }, i) => [12 + i, number]),
  );
  assert.match(runsPlace(shown, 5).text, /aria-rowcount="27"/);
});
