import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withTail } from '#site/src/charts/with-tail.ts';
import { conditionsSection } from '#site/src/run/conditions.ts';
import { filesTable, listOf, rowsHtml } from '#site/src/run/files.ts';
import { jobsSection } from '#site/src/run/jobs.ts';
import { measuredText } from '#site/src/run/measured.ts';
import { qualitySection } from '#site/src/run/quality.ts';
import { softwareFact, softwareLink } from '#site/src/run/software.ts';
import { stepsTable } from '#site/src/run/steps.ts';
import { summarySection } from '#site/src/run/summary.ts';
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

test('every lane is there, and an empty one says what that means; steps and field only where there are any', () => {
  const emptyOf = (run: typeof physics, isWatched = true): readonly string[] =>
    (runTimeline(run, null, { alarms: [], isWatched })?.lanes ?? []).map(
      ({ label, spans, empty }) => (spans.length > 0 ? label : `${label}: ${empty ?? ''}`),
    );
  const known = ['Files', 'Steps', 'Field', 'Quality', 'Out of limits', 'Log', 'Jobs'];
  assert.deepEqual(emptyOf(physics), [...known, 'Alarms: none']);
  const bare = { ...physics, jobs: [], log: [], steps: [], flags: [], series: [] };
  assert.deepEqual(emptyOf(bare, false), [
    'Files',
    'Quality: not judged',
    'Out of limits: not measured',
    'Log: no entry',
    'Jobs: none',
    'Alarms: not watched then',
  ]);
  const free = { ...bare, keyChannels: physics.keyChannels.map((key) => ({ ...key, limits: [] })) };
  assert.equal(emptyOf(free)[2], 'Out of limits: no limit set');
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

test('files: the first in the page, columns that hold something, unknown written out, copies by place', () => {
  const { text } = filesTable(physics);
  assert.equal(text.match(/<th scope="row">/g)?.length, 100);
  assert.match(text, /not known/);
  assert.match(text, /Copy: lnf-daq/);
  assert.doesNotMatch(text, /copy path/);
  const bare = {
    ...physics,
    files: { ...physics.files, tMcK: physics.files.name.map(() => null) },
  };
  assert.doesNotMatch(filesTable(bare).text, /T<sub>MC/);
});

test('software is a link where the handbook knows its algorithm, plain text where it does not', () => {
  assert.match(
    softwareLink('V0', ['v0']).text,
    /^<a href="\/docs\/algorithms\/#v0"><bdi>V0<\/bdi><\/a>$/,
  );
  assert.equal(softwareLink('<v1>', ['v0']).text, '<bdi>&lt;v1&gt;</bdi>');
  assert.match(softwareFact('v1', ['v0']).text, /v1<\/bdi>, not among the\s+<a /);
  assert.doesNotMatch(softwareFact('v0', ['v0']).text, /not among/);
  assert.match(filesTable(physics).text, /<th scope="col" class="">Software<\/th>/);
  const none = { ...physics.files, softwareVersion: physics.files.name.map(() => null) };
  assert.doesNotMatch(filesTable({ ...physics, files: none }).text, /Software/);
});

test('rows of a window carry their place, a path to copy, and names as harmless text', () => {
  const files = { ...physics.files, name: ['<img src=x onerror=alert(1)>.dat', 'b"c.dat'] };
  const of = { origin: 'live', path: '/data/x/', canCopy: true } as const;
  const text = rowsHtml(listOf(files, 3), of, { first: 0, count: 5 });
  assert.equal(text.match(/<tr /g)?.length, 3);
  assert.match(text, /aria-rowindex="4"><th scope="row" class="missing">loading…/);
  assert.doesNotMatch(text, /<img/);
  assert.match(text, /data-copy="\/data\/x\/b&quot;c\.dat"/);
});

test('what was out of its limits, of which quality and why, stands on the lanes at its time', () => {
  const lanes = runTimeline(physics, null)?.lanes ?? [];
  const of = (label: string) => lanes.find((lane) => lane.label === label)?.spans ?? [];
  const series = physics.series.find(({ channel }) => channel === 'qfridge/ch5-t');
  assert.ok(series);
  const first = series.max.findIndex((value) => value !== null && value > 0.038);
  const out = of('Out of limits').find(({ title }) => title.startsWith('Cavity'));
  assert.equal(out?.from, series.start + first * series.stepMs);
  assert.match(clean(out?.title ?? ''), /Cavity above 38/);
  assert.match(of('Quality')[0]?.title ?? '', /^doubtful: excursion/);
  assert.equal(of('Quality')[0]?.from, physics.flags[0]?.from);
});

test('summary, conditions and quality say what was measured, with units, and what was not', () => {
  const summary = clean(summarySection(physics).text.replaceAll(/\s+/g, ' '));
  assert.match(summary, /8\.833 436 GHz to 8\.834 213 GHz/);
  assert.match(summary, /Live time.*%/);
  assert.match(clean(summarySection({ ...physics, steps: [] }).text), /not measured/);
  const conditions = clean(conditionsSection(physics).text);
  assert.match(conditions, /was above 38.*noise of the first amplifier/s);
  assert.match(conditions, /none set/);
  const quality = qualitySection(physics).text;
  assert.match(quality, /not judged/);
  assert.match(quality, /&lt;b&gt;to 19 mK&lt;\/b&gt;/);
  assert.match(
    qualitySection({ ...physics, flags: [], quality: 'bad' }).text,
    /no reason was recorded/,
  );
  assert.match(clean(jobsSection(physics).text), /11 completed, 1 failed/);
  assert.match(jobsSection({ ...physics, jobs: [] }).text, /No batch job names this run/);
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
