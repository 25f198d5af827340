/** The address of charts: spans, panels, names with commas, what means nothing, and back again. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findChannels, splitNames, type Declared } from '#site/src/explore/channels.ts';
import { channelsHref } from '#site/src/explore/link.ts';
import {
  chartsHref,
  compareFrom,
  readChartsQuery,
  writeChartsQuery,
} from '#site/src/explore/query.ts';
import {
  changedSpan,
  MOST_MS,
  OFFERED,
  readLength,
  readSpanWish,
  spanAt,
  writeSpanWish,
} from '#site/src/explore/span.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const HOUR = 3_600_000;
const NAMES = ['fridge/t', 'fridge/p', 'n/jobs/state=idle,owner=daq', ...'abcdefghijklm'];
const read = (text: string) =>
  readChartsQuery(new URLSearchParams(text), { at: AT, isKnown: (name) => NAMES.includes(name) });

test('lengths from a minute to ten years go on with the data; others are none', () => {
  for (const text of OFFERED) assert.equal(writeSpanWish(readSpanWish(text, AT)!), text);
  assert.equal(readLength('1.5h'), 1.5 * HOUR);
  assert.deepEqual(readSpanWish('1min', AT), { kind: 'last', ms: 60_000 });
  for (const text of ['', '6', '0h', '11y', '-6h', '6 apples', '0.5min'])
    assert.equal(readSpanWish(text, AT), null, text);
});

test('two times stay where they are, a day is whole, an open end is now', () => {
  const from = Date.UTC(2026, 10, 20);
  const fixed = (text: string) => readSpanWish(text, AT);
  assert.deepEqual(fixed('2026-11-20..2026-11-21'), { kind: 'fixed', from, to: from + 48 * HOUR });
  assert.deepEqual(fixed('2026-11-20'), { kind: 'fixed', from, to: from + 24 * HOUR });
  assert.deepEqual(fixed('2026-11-20..'), { kind: 'fixed', from, to: AT });
  assert.deepEqual(fixed('2026-11-20T06:00Z..2026-11-20T06:01Z'), {
    kind: 'fixed',
    from: from + 6 * HOUR,
    to: from + 6 * HOUR + 60_000,
  });
  for (const text of ['2026-11-21..2026-11-20', '..2026-11-20', '2026-02-30..', '1990-01-01..'])
    assert.equal(fixed(text), null, text);
});

test('a span is read back as it was written, to the millisecond', () => {
  for (const { from, to } of [
    { from: AT, to: AT + HOUR },
    { from: AT + 7, to: AT + 70_123 },
  ]) {
    const wish = { kind: 'fixed', from, to } as const;
    assert.deepEqual(readSpanWish(writeSpanWish(wish), AT), wish);
  }
});

test('moving and stretching keeps the length it can, and ends with what can be seen', () => {
  const span = { from: AT - 6 * HOUR, to: AT };
  assert.deepEqual(changedSpan(span, { share: -0.5 }, AT), {
    from: AT - 9 * HOUR,
    to: AT - 3 * HOUR,
  });
  const around = AT - HOUR;
  const near = changedSpan(span, { times: 0.5, around }, AT);
  assert.equal(near.to - near.from, 3 * HOUR);
  assert.ok(Math.abs((around - near.from) / (near.to - near.from) - 5 / 6) < 1e-3);
  assert.equal(
    changedSpan(span, { times: 1e-9 }, AT).to - changedSpan(span, { times: 1e-9 }, AT).from,
    60_000,
  );
  const widest = changedSpan(span, { times: 1e9 }, AT);
  assert.ok(widest.to - widest.from <= MOST_MS);
  // The future is empty: at most half a span of it is seen.
  assert.ok(changedSpan(span, { share: 40 }, AT).to <= AT + 3 * HOUR);
});

test('commas share a panel, semicolons and repeated parameters begin one', () => {
  assert.deepEqual(read('channels=fridge/t,fridge/p;a').panels, [['fridge/t', 'fridge/p'], ['a']]);
  assert.deepEqual(read('channels=fridge/t&channels=a').panels, [['fridge/t'], ['a']]);
  assert.deepEqual(read('channels=a,n/jobs/state%3Didle,owner%3Ddaq,b').panels, [
    ['a', 'n/jobs/state=idle,owner=daq', 'b'],
  ]);
  assert.deepEqual(
    splitNames('x,y', () => false),
    ['x', 'y'],
  );
});

test('what means nothing is named: parameters, values, channels, and the thirteenth', () => {
  const { unknown, panels } = read(
    'channels=a,nobody&colour=red&span=soon&log=0&compare=never&below=up',
  );
  assert.deepEqual(panels, [['a']]);
  assert.deepEqual(unknown.toSorted(), [
    'below=up',
    'channels=nobody',
    'colour',
    'compare=never',
    'log=0',
    'span=soon',
  ]);
  const many = read(`channels=${[...'abcdefghijklm'].join(';')}`);
  assert.equal(many.panels.length, 12);
  assert.deepEqual(many.unknown, ['channels=m (the 13th and more)']);
});

test('an address is read back as it was written', () => {
  const text =
    '?channels=fridge/t,fridge/p;a&span=6h&compare=-7d&below=1&log=1,2&linear=3&find=cold';
  assert.equal(writeChartsQuery(read(text)), text);
  const fixed =
    '?channels=a&span=2026-11-20T06:00Z..2026-11-20T12:00:00.001Z&compare=2026-11-13T06:00Z&log=all';
  assert.equal(writeChartsQuery(read(fixed)), fixed);
});

test('a link that is sent has absolute times', () => {
  const query = read('channels=a&span=6h&compare=-7d');
  const sent = chartsHref(query, AT);
  assert.match(
    sent,
    /span=2026-11-23T04:02:14Z\.\.2026-11-23T10:02:14Z&compare=2026-11-16T04:02:14Z/,
  );
  assert.equal(compareFrom(query, spanAt(query.span, AT)), AT - 6 * HOUR - 7 * 24 * HOUR);
  assert.match(channelsHref(['a', 'b'], { from: AT, to: AT + 1 }), /channels=a;b&span=2026/);
});

test('channels are found by device, quantity and unit, key channels first', () => {
  const channel = (
    name: string,
    quantity: string,
    unit: string,
    role: Declared['role'] = null,
  ) => ({
    name,
    device: name.split('/')[0] ?? name,
    label: name,
    quantity,
    unit,
    role,
    limits: [],
  });
  const all = [
    channel('fridge/p1', 'pressure', 'Pa'),
    channel('fridge/ch6-t', 'temperature', 'K', 't_mc'),
    channel('magnet/field', 'field', 'T', 'field'),
  ];
  const found = (find: string) => findChannels(all, find).map(({ name }) => name);
  assert.deepEqual(found(''), ['fridge/ch6-t', 'magnet/field', 'fridge/p1']);
  assert.deepEqual(found('mbar'), ['fridge/p1']);
  assert.deepEqual(found('fridge TEMP'), ['fridge/ch6-t']);
  assert.deepEqual(found('nothing'), []);
});
