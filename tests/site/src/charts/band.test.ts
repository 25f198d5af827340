/** Bands of states: stretches, holes, changes within a bucket, words for eye and ear. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeBand, stretchesOf, type PanelStates } from '#site/src/charts/band.ts';
import type { PanelInput } from '#site/src/charts/panel.ts';
import { tableTwin } from '#site/src/charts/table-twin.ts';
import { timelineHtml } from '#site/src/charts/timeline.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';

const STEP = 60_000;
const states: PanelStates = {
  words: { 0: { text: 'fails', severity: 'critical' }, 1: { text: 'succeeds', severity: 'ok' } },
  name: 'n: daq',
  heading: 'Collectors succeed',
  bridgeMs: 2 * STEP,
};

function series(values: readonly (number | null | readonly [number, number])[]): RunSeries {
  const end = (pick: 0 | 1) =>
    values.map((value) => (typeof value === 'object' && value !== null ? value[pick] : value));
  return {
    channel: 'c',
    start: 0,
    stepMs: STEP,
    min: end(0),
    max: end(1),
    mean: end(0),
    notGood: [],
  };
}

function panel(one: RunSeries, part: Partial<PanelStates> = {}): PanelInput {
  const look = { unit: '1', limits: [], colour: 'c1', fromZero: false };
  return {
    series: one,
    label: 'Collectors succeed: n: daq',
    ...look,
    states: { ...states, ...part },
  };
}

const span = ({ from, to, value }: { from: number; to: number; value: number | null }) =>
  `${from / STEP}-${to / STEP} ${value ?? 'both'}`;

test('equal buckets are one stretch; a short hole is bridged, a long one stays a hole', () => {
  const values = [1, 1, null, 1, 0, null, null, null, 1];
  assert.deepEqual(stretchesOf(series(values), states.bridgeMs).map(span), [
    '0-4 1',
    '4-5 0',
    '8-9 1',
  ]);
});

test('a short hole before another state is what it was until then', () => {
  assert.deepEqual(stretchesOf(series([1, null, 0]), states.bridgeMs).map(span), [
    '0-2 1',
    '2-3 0',
  ]);
});

test('a bucket in which it changed is neither: no failure is lost in a long span', () => {
  assert.deepEqual(stretchesOf(series([1, [0, 1], 1]), states.bridgeMs).map(span), [
    '0-1 1',
    '1-2 both',
    '2-3 1',
  ]);
});

test('each state has its word and its look; the heading stands once', () => {
  const window = { from: 0, to: 4 * STEP };
  const { text } = timelineHtml({
    window,
    lanes: [],
    panels: [panel(series([1, 1, 0, 0])), panel(series([1, 1, 1, 1]), { heading: null })],
  });
  assert.equal(text.match(/band-heading/g)?.length, 1);
  assert.match(text, /stretch ok"[^>]*title="succeeds, 00:00 to 00:02"/);
  assert.match(text, /stretch critical"[^>]*title="fails, 00:02 to 00:04"/);
  assert.match(text, /<span>fails<\/span>/);
  assert.doesNotMatch(text, /<svg/);
});

test('a state is told in words to who listens, and in the table', () => {
  const one = series([1, 0, 1, 1]);
  assert.equal(describeBand('daq', one, states), 'daq: last succeeds; fails 00:01 to 00:02');
  assert.equal(describeBand('daq', series([]), states), 'daq: no data');
  const twin = tableTwin([panel(one)], { from: 0, to: 4 * STEP }).text;
  assert.match(twin, />\s*fails\s*</);
});

test('a number without a word is shown as the number', () => {
  assert.match(describeBand('mode', series([7]), states), /last 7/);
});
