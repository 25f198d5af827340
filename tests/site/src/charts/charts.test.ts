import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packSeries } from '#site/snapshot/encoding/run-table.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import { position, valueAxis } from '#site/src/charts/axis.ts';
import { overlayHtml } from '#site/src/charts/overlay.ts';
import { panelOf, type PanelInput } from '#site/src/charts/panel.ts';
import { panelPaths } from '#site/src/charts/path.ts';
import { sparkShape } from '#site/src/charts/spark.ts';
import { tableTwin } from '#site/src/charts/table-twin.ts';
import { timeTicks } from '#site/src/charts/time-axis.ts';
import { readTimelineData, timelineData } from '#site/src/charts/timeline-data.ts';
import { timelineHtml } from '#site/src/charts/timeline.ts';

const series = (
  values: readonly (number | null)[],
  notGood: RunSeries['notGood'] = [],
): RunSeries => ({
  channel: 'a/b',
  start: 0,
  stepMs: 1000,
  min: values,
  max: values,
  mean: values,
  notGood,
});
const input = (one: RunSeries, limits: PanelInput['limits'] = []): PanelInput => ({
  series: one,
  label: 'T',
  unit: 'K',
  limits,
  colour: 'c1',
  fromZero: false,
});
const WINDOW = { from: 0, to: 6000 };

test('a gap is a gap: the line is broken and begins anew', () => {
  const { line } = panelPaths(panelOf(input(series([1, 2, null, 2, 1, 1])), WINDOW), WINDOW);
  assert.equal(line.match(/M/g)?.length, 2);
});

test('a single value between two gaps is a point', () => {
  const { line } = panelPaths(panelOf(input(series([null, 2, null, 1, 1, 1])), WINDOW), WINDOW);
  assert.match(line, /h\.01/);
});

test('a span that is not good is a band with its word and no value', () => {
  const one = series(
    [0.01, 0.01, null, null, 0.01, 0.01],
    [{ from: 2000, to: 3999, quality: 'over' }],
  );
  const text = timelineHtml({ window: WINDOW, lanes: [], panels: [input(one)] }).text;
  assert.match(text, /over range/);
  assert.match(tableTwin([input(one)], WINDOW).text, /over range/);
});

test('the table of a short run has no row narrower than a bucket, and tells rows apart by seconds', () => {
  const twin = tableTwin([input(series([1, 2, 3, 4, 5, 6]))], WINDOW).text;
  assert.equal(twin.match(/scope="row"/g)?.length, 6);
  assert.match(twin, /00:00:05/);
  assert.doesNotMatch(twin, /no data/);
  const long = tableTwin([input(series([1, 2]))], { from: 0, to: 5_760_000 }).text;
  assert.equal(long.match(/scope="row"/g)?.length, 48);
  assert.match(long, /scope="row">00:02</);
});

test('a timeline is read from its page as it was written, whether packed here or as it was read', () => {
  const odd = '</script>';
  const one = series([1.5, null, 2.25], [{ from: 1000, to: 1999, quality: odd }]);
  const timeline = { window: WINDOW, lanes: [], panels: [input(one)] };
  const text = timelineData(timeline);
  assert.ok(!text.includes(odd));
  assert.deepEqual(readTimelineData(text), timeline);
  const shard = packSeries(series([7, 8, 9]));
  assert.deepEqual(
    readTimelineData(timelineData(timeline, [shard])).panels[0]?.series.mean,
    [7, 8, 9],
  );
});

test('a chart without any value says so', () => {
  const text = timelineHtml({
    window: WINDOW,
    lanes: [],
    panels: [input(series([null, null]))],
  }).text;
  assert.match(text, /no data in this span/);
});

test('a limit near the data is drawn, one far away is not', () => {
  const limit = (value: number) => [
    { side: 'high' as const, severity: 'attention' as const, value, reason: 'because' },
  ];
  const draw = (value: number): string =>
    timelineHtml({
      window: WINDOW,
      lanes: [],
      panels: [input(series([0.03, 0.031]), limit(value))],
    }).text;
  assert.match(draw(0.038), /limit-line/);
  assert.doesNotMatch(draw(30), /limit-line/);
});

test('more than two decades are logarithmic, less are not', () => {
  assert.equal(valueAxis([0.01, 5]).isLog, true);
  assert.equal(valueAxis([0.01, 0.9]).isLog, false);
  assert.equal(valueAxis([0, 5]).isLog, false);
  const axis = valueAxis([0.01, 10]);
  assert.ok(position(axis, 0.01) > 0 && position(axis, 10) < 1);
});

test('ticks are round and inside the axis', () => {
  for (const values of [
    [29.9, 30.5],
    [8_833.4, 8_834.2],
    [0, 0],
    [8, 8],
    [-35.2, -61],
  ]) {
    const { low, high, ticks } = valueAxis(values);
    assert.ok(low < high);
    for (const { value } of ticks)
      assert.ok(value >= low && value <= high, `${value} in ${low}..${high}`);
  }
  assert.deepEqual(
    valueAxis([30, 50]).ticks.map(({ text }) => text),
    ['30', '40', '50'],
  );
});

test('time ticks are few, round, and name the day at midnight', () => {
  const day = Date.UTC(2026, 10, 23);
  assert.deepEqual(
    timeTicks({ from: day - 3_600_000, to: day + 3_600_000 }, 4).map(({ text }) =>
      text.replace('\u00a0', ' '),
    ),
    ['23:00', '23:30', '23 Nov', '00:30', '01:00'].slice(0, 5),
  );
  assert.ok(timeTicks({ from: day, to: day + 90 * 86_400_000 }).length <= 8);
});

test('a spark draws its limit where it is near, and breaks at gaps', () => {
  const spark = { start: 0, stepMs: 1, min: [1, 2, null, 1.5], max: [1, 2, null, 1.5] };
  assert.notEqual(sparkShape(spark, { limit: 2.5, fromZero: false }).limitY, null);
  assert.equal(sparkShape(spark, { limit: 250, fromZero: false }).limitY, null);
  assert.equal(sparkShape(spark, { limit: null, fromZero: false }).path.match(/M/g)?.length, 2);
});

test('ticks of tiny values are powers of ten, not rows of zeros', () => {
  const { ticks } = valueAxis([2.36e-6, 2.44e-6]);
  for (const { text } of ticks) assert.match(text, /^2\.\d+·10⁻⁶$/);
  assert.equal(new Set(ticks.map(({ text }) => text)).size, ticks.length);
});

test('limits close together have their words side by side, words of bands do not cover each other', () => {
  const limit = (value: number) =>
    ({ side: 'low', severity: 'attention', value, reason: 'r' }) as const;
  const bad = [0, 60, 3000, 5900].map((from) => ({ from, to: from + 30, quality: 'over' }));
  const panel = panelOf(input(series([8, 8, 0, 8, 8, 8], bad), [limit(7.95), limit(7.5)]), WINDOW);
  const { text } = overlayHtml(panel, WINDOW);
  assert.deepEqual(text.match(/--column:\d/g), ['--column:0', '--column:1']);
  assert.equal(text.match(/<span>over range/g)?.length, 3);
  assert.equal(text.match(/not-good late/g)?.length, 1);
});
