/** Curves in panels: gaps stay gaps, units have axes, the second span stands under the first, and what is taken out is what is shown. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import { chartsHtml, drawnPanels } from '#site/src/explore/charts-html.ts';
import { curvePaths } from '#site/src/explore/curve-paths.ts';
import { freshPoints, joinPoints, nearest, pointsOf } from '#site/src/explore/curve.ts';
import { chartsCsv } from '#site/src/explore/export-csv.ts';
import { chartsSvg } from '#site/src/explore/export-svg.ts';
import { parseRawDay, rawDays, readingsIn } from '#site/src/explore/raw-readings.ts';
import { beginParquet } from '#telemetry/output/parquet-file.ts';
import type { ChannelData, ChartData } from '#site/src/explore/load.ts';
import { chartDataText, readChartData } from '#site/src/explore/page-data.ts';
import { EMPTY_QUERY, type ChartsQuery } from '#site/src/explore/query.ts';
import { valueAt } from '#site/src/explore/readout.ts';
import { viewOf } from '#site/src/explore/view.ts';

const STEP = 60_000;
const window = { from: 0, to: 4 * STEP };

function series(channel: string, values: readonly (number | null)[], start = 0): RunSeries {
  return {
    channel,
    start,
    stepMs: STEP,
    min: values,
    max: values.map((v) => v && v * 2),
    mean: values,
    notGood: [],
  };
}

function channel(name: string, unit: string, part: Partial<ChannelData> = {}): ChannelData {
  const about = { device: 'd', label: name, quantity: 'q', role: null, limits: [] };
  return {
    name,
    unit,
    ...about,
    staleMs: STEP,
    series: series(name, [1, 2, null, 4]),
    raw: null,
    other: null,
    ...part,
  };
}

function data(channels: readonly ChannelData[], otherFrom: number | null = null): ChartData {
  return { window, otherFrom, channels, lanes: [] };
}

const query = (panels: ChartsQuery['panels'], part: Partial<ChartsQuery> = {}): ChartsQuery => ({
  ...EMPTY_QUERY,
  panels,
  span: { kind: 'fixed', ...window },
  ...part,
});

test('two units share a panel, a third begins another', () => {
  const all = [channel('a', 'K'), channel('b', 'Pa'), channel('c', 'K'), channel('d', 'T')];
  const view = viewOf(query([['a', 'b', 'c', 'd']]), data(all), null);
  assert.deepEqual(
    view.panels.map(({ curves, units }) => [
      curves.map((curve) => curve.channel).join(),
      units.join(),
    ]),
    [
      ['a,b,c', 'K,Pa'],
      ['d', 'T'],
    ],
  );
  const [first] = drawnPanels(view, window);
  assert.deepEqual(
    first?.axes.map(({ display }) => display.unit),
    ['K', 'mbar'],
  );
});

test('a gap is a gap in the line, in the value and in the CSV', () => {
  const view = viewOf(query([['a']]), data([channel('a', 'K')]), null);
  const curve = view.panels[0]?.curves[0];
  const axis = drawnPanels(view, window)[0]?.axes[0];
  assert.ok(curve !== undefined && axis !== undefined);
  const { line } = curvePaths(curve.points, window, { axis: axis.axis, factor: 1 });
  assert.equal(line.match(/M/g)?.length, 2);
  assert.equal(valueAt(curve, 2.5 * STEP), 'no data');
  assert.equal(valueAt(curve, 1.5 * STEP), '2.00\u202fK');
  assert.deepEqual(chartsCsv(view, window).split('\r\n'), [
    'time_utc,a mean [K],a min [K],a max [K]',
    '1970-01-01T00:00:30.000Z,1,1,2',
    '1970-01-01T00:01:30.000Z,2,2,4',
    '1970-01-01T00:02:30.000Z,,,',
    '1970-01-01T00:03:30.000Z,4,4,8',
    '',
  ]);
});

test('points outside of the window are not in the CSV', () => {
  const view = viewOf(query([['a']]), data([channel('a', 'K')]), null);
  const csv = chartsCsv(view, { from: STEP, to: 2 * STEP });
  assert.equal(csv.trim().split('\r\n').length, 2);
});

test('what came since the tiles goes on behind them, and a silence is a gap', () => {
  const tiles = pointsOf(series('a', [1, 2, null, null]));
  const good = {
    t: [100_000, 110_000, 300_000],
    value: [5, 6, 7],
    quality: ['good', 'good', 'good'] as const,
  };
  const joined = joinPoints(tiles, freshPoints(good, STEP), STEP);
  assert.deepEqual(joined.t, [30_000, 90_000, 100_000, 110_000, 205_000, 300_000]);
  assert.deepEqual(joined.mean, [1, 2, 5, 6, null, 7]);
  const bad = freshPoints({ t: [1], value: [3], quality: ['over'] }, STEP);
  assert.deepEqual(bad.t, []);
  assert.equal(nearest(joined, 107_000), 3);
});

test('the second span stands under the first, or below it, with one axis for both', () => {
  const other = series('a', [10, 20, 30, 40], 1_000 * STEP);
  const both = data([channel('a', 'K', { other })], 1_000 * STEP);
  const over = viewOf(query([['a']], { compare: { kind: 'at', from: 1_000 * STEP } }), both, null);
  assert.deepEqual(over.panels[0]?.curves[0]?.other?.t.slice(0, 2), [30_000, 90_000]);
  assert.match(chartsCsv(over, window), /a mean \[K\], from 1970-01-01T16:40Z/);
  const below = viewOf(query([['a']], { isBelow: true }), both, null);
  assert.equal(below.panels.length, 2);
  const [first, second] = drawnPanels(below, window);
  assert.deepEqual(first?.axes, second?.axes);
  assert.match(
    chartsHtml(below, window, () => null).text,
    /Second span, from 1\sJan\s1970 16:40:00 UTC/,
  );
});

test('a logarithmic axis has no place for zero, and says so', () => {
  const cold = channel('a', 'K', { series: series('a', [0, 1, 10, 1000]) });
  const view = viewOf(query([['a']], { log: 'all' }), data([cold]), null);
  const [drawn] = drawnPanels(view, window);
  assert.equal(drawn?.axes[0]?.axis.isLog, true);
  assert.match(chartsHtml(view, window, () => null).text, /have no place on a logarithmic axis/);
});

test('limits are bands with their words and reasons', () => {
  const limit = { side: 'high', severity: 'attention', value: 3, reason: 'too warm <b>' } as const;
  const view = viewOf(query([['a']]), data([channel('a', 'K', { limits: [limit] })]), null);
  const { text } = chartsHtml(view, window, () => null);
  assert.match(text, /class="limit attention high"[^>]*title="too warm &lt;b&gt;"/);
  assert.match(text, /limit 3\.00\u202fK/);
});

test('the picture stands alone: names, units, times, and where it came from', () => {
  const view = viewOf(query([['a']]), data([channel('a', 'K', { label: 'Cavity <x>' })]), null);
  const colours = { c1: 'red' };
  const look = { paper: 'white', ink: 'black', quiet: 'gray', line: 'silver', colours };
  const { text, width, height } = chartsSvg({ view, window, look, source: 'http://h/?a&b' });
  assert.match(text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(text, /Cavity &lt;x&gt; \(a\)/);
  assert.match(text, /stroke="red"/);
  assert.match(text, /1\sJan\s1970, UTC\.\s+http:\/\/h\/\?a&amp;b/);
  assert.ok(width > 0 && height > 0);
});

test('data in the page are read back as they were', () => {
  const one = data([channel('a', 'K'), channel('b', 'Pa', { series: null })], 5);
  const good = { t: [1], value: [2], quality: ['good'] as const };
  const tail = { path: 'tail.x.json', readings: { a: good, other: good } };
  assert.deepEqual(readChartData(chartDataText({ data: one, tail })), {
    data: one,
    tail: { ...tail, readings: { a: good } },
  });
});

test('a short window is drawn reading by reading, where its days are kept so', async () => {
  const meaning = (type: 'time' | 'double' | 'text') => ({ type, unit: null, description: '' });
  const pieces: Uint8Array[] = [];
  const file = beginParquet(
    [
      { name: 't', meaning: meaning('time') },
      { name: 'value', meaning: meaning('double') },
      { name: 'quality', meaning: meaning('text') },
    ],
    async (bytes) => void pieces.push(bytes),
  );
  const times = [10_000, 20_000, 30_000, 5_000_000];
  await file.write([
    times.map((t) => new Date(t)),
    [1, null, 3, 4],
    ['good', 'over', 'good', 'good'],
  ]);
  await file.finish();
  const bytes = Buffer.concat(pieces);
  const day = await parseRawDay(new Uint8Array(bytes).buffer);
  assert.deepEqual(day.t, times);
  const raw = readingsIn([day], window, 0);
  const view = viewOf(query([['a']]), data([channel('a', 'K', { raw })]), null);
  assert.deepEqual(view.panels[0]?.curves[0]?.points.t, [10_000, 30_000]);
  const index = {
    channel: 'a',
    generation: 1,
    raw: { spans: [[0, 1]], revised: {}, open: {} },
  } as const;
  assert.equal(rawDays(index, window)?.length, 1);
  assert.equal(rawDays(index, { from: 0, to: 100_000_000 }), null);
});
