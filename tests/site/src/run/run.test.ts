import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withTail } from '#site/src/charts/with-tail.ts';
import { filesTable } from '#site/src/run/files.ts';
import { measuredText } from '#site/src/run/measured.ts';
import { stepsTable } from '#site/src/run/steps.ts';
import { sweepsSection } from '#site/src/run/sweeps.ts';
import { channelsWithout, runTimeline } from '#site/src/run/timeline.ts';
import { runLede, runTitle } from '#site/src/run/title.ts';
import { buildQuax } from '../../../support/site-fixture/runs.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const runs = buildQuax(AT);
const [open, , physics] = runs;
assert.ok(open && physics);
const clean = (text: string): string => text.replaceAll(/[\u202f\u00a0]/g, ' ');

test('the title names run, kind and frequencies; what is not known is said', () => {
  assert.equal(clean(runTitle(physics)), 'Run 140, physics, 8.833 436 GHz to 8.834 213 GHz');
  assert.equal(runTitle({ ...physics, kind: 'unknown', steps: [] }), 'Run 140, kind not known');
  assert.match(
    clean(runLede({ ...physics, start: null, end: null })),
    /When it was taken is not known/,
  );
  assert.match(clean(runLede({ ...physics, sizedCount: 0 })), /sizes not known/);
});

test('a running run is running, and not judged', () => {
  assert.match(clean(runLede(open)), /^Running since 23 Nov 2026, 06:04:14 UTC\./);
  assert.doesNotMatch(runLede(open), /judged/);
});

test('lanes are there for what is known, absent for the rest', () => {
  const labels = runTimeline(physics, null)?.lanes.map(({ label }) => label);
  assert.deepEqual(labels, ['Files', 'Steps', 'Field', 'Log', 'Jobs']);
  const bare = runTimeline({ ...physics, jobs: [], log: [], steps: [], quality: 'doubtful' }, null);
  assert.deepEqual(
    bare?.lanes.map(({ label }) => label),
    ['Files', 'Field', 'Quality'],
  );
});

test('a run without any time has no timeline, one without a channel says which', () => {
  const none = { ...physics, start: null, end: null, fileSpans: [], series: [], throughput: null };
  assert.equal(runTimeline(none, null), null);
  assert.deepEqual(channelsWithout(none), ['Cavity', 'Mixing chamber', 'Field', 'Still line']);
});

test('a sweep shows both readings of beta while the regime is unknown, and why a fit was refused', () => {
  const text = clean(sweepsSection(physics, null).text.replaceAll(/\s+/g, ' '));
  assert.match(text, /if over-coupled, 0\.901 ± 0\.011 if under-coupled/);
  assert.match(text, /refused: the window holds 1\.8 linewidths, 3 are needed/);
  assert.match(sweepsSection(physics, 'S11_21p6deg.txt').text, /fit refused/);
  assert.match(sweepsSection({ ...physics, sweeps: [] }, null).text, /No sweep/);
});

test('a step without a fit says not measured', () => {
  assert.match(stepsTable(physics).text, /not measured/);
  assert.match(stepsTable({ ...physics, steps: [] }).text, /No step/);
});

test('files: two hundred in the page, columns that hold something, unknown written out', () => {
  const text = filesTable(physics, { text: '', first: 0 }).text;
  assert.equal(text.match(/<th scope="row">/g)?.length, 200);
  assert.match(text, /not known/);
  assert.match(text, /adler32/);
  const bare = {
    ...physics,
    files: { ...physics.files, tMcK: physics.files.name.map(() => null) },
  };
  assert.doesNotMatch(filesTable(bare, { text: '', first: 0 }).text, /T<sub>MC/);
  assert.match(
    filesTable(physics, { text: 'nowhere', first: 0 }).text,
    /has “nowhere” in its name/,
  );
});

test('errors decide the digits of a value', () => {
  assert.equal(clean(measuredText({ value: 24_103, error: 92 })), '24 100 ± 90');
  assert.equal(clean(measuredText({ value: 1.1042, error: 0.012 })), '1.104 ± 0.012');
  assert.equal(clean(measuredText({ value: 1.1042, error: null }, 2)), '1.10');
});

test('the tail grows the series on the same grid: gaps stay gaps, bad readings are left out', () => {
  const series = {
    channel: 'a/b',
    start: 0,
    stepMs: 1000,
    min: [1],
    max: [1],
    mean: [1],
    notGood: [],
  };
  const panel = { series, label: 'T', unit: 'K', limits: [], colour: 'c1', fromZero: false };
  const readings = {
    'a/b': { t: [3500, 3600, 4500], value: [5, 7, 9], quality: ['good', 'good', 'over'] as const },
  };
  const input = { window: { from: 0, to: 1000 }, lanes: [], panels: [panel] };
  const tail = { from: 0, to: 5000, readings, files: [], runs: [] };
  const { panels, window, newest } = withTail(input, tail);
  assert.deepEqual(panels[0]?.series.min, [1, null, null, 5]);
  assert.deepEqual(panels[0]?.series.max, [1, null, null, 7]);
  assert.equal(window.to, 4000);
  assert.equal(newest, 3600);
});
