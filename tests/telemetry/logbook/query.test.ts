/** The search grammar of the log: what each field means, how they join, and what mistakes are told. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { matches, needsBodies, timeBounds } from '#telemetry/logbook/query/match.ts';
import { parseQuery } from '#telemetry/logbook/query/parse.ts';
import { printQuery } from '#telemetry/logbook/query/print.ts';
import { QueryError, type Searched } from '#telemetry/logbook/query/query.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;

const entry = (part: Partial<Searched>): Searched => ({
  at: NOW - HOUR,
  author: 'Ada Neri',
  authorKind: 'human',
  title: 'Helium is low',
  body: 'Ordered 500 litres at the caffè.',
  tags: ['cryo', 'cryo-helium'],
  run: { campaign: 'run_2026.11-quax', number: 12 },
  replyTo: null,
  attachments: 0,
  ...part,
});

const isFound = (text: string, part: Partial<Searched> = {}): boolean =>
  matches(parseQuery(text, NOW), entry(part));

test('words look in title, body, author and tags, without case and accents', () => {
  for (const text of ['', 'helium', 'CAFFE', 'neri', '"is low"', 'litres helium', 'cryo'])
    assert.ok(isFound(text), text);
  for (const text of ['argon', '"low is"', 'helium argon']) assert.ok(!isFound(text), text);
});

test('fields: tag, author, title, run, by, has', () => {
  for (const text of ['tag:cryo', 'tag:cryo-*', 'author:ada', 'author:"ada neri"', 'title:low'])
    assert.ok(isFound(text), text);
  for (const text of ['run:12', 'run:Run_2026.11-QUAX', 'run:run_2026.11-quax/12', 'by:human'])
    assert.ok(isFound(text), text);
  for (const text of ['tag:cry', 'title:litres', 'run:13', 'run:other/12', 'by:machine'])
    assert.ok(!isFound(text), text);
  assert.ok(isFound('has:attachment', { attachments: 1 }) && !isFound('has:attachment'));
  assert.ok(isFound('has:reply', { replyTo: 'x' }) && !isFound('has:reply'));
  assert.ok(!isFound('run:12', { run: null }));
});

test('times: relative and absolute, the beginning is in and the end is not', () => {
  for (const text of ['after:2h', 'after:today', 'after:2026-11-20', 'before:2026-11-20T11:01'])
    assert.ok(isFound(text), text);
  for (const text of ['after:30min', 'before:today', 'before:2026-11-20T11:00', 'after:2027'])
    assert.ok(!isFound(text), text);
  assert.ok(isFound('after:2026-11-20T11:00Z'));
  assert.ok(isFound('after:2026-11-20T12:00+01:00'));
});

test('and, or, not and parentheses; side by side is and, and binds more than or', () => {
  assert.ok(isFound('argon or helium and low'));
  assert.ok(!isFound('(argon or helium) and high'));
  assert.ok(isFound('not argon -tag:run'));
  assert.ok(!isFound('not (argon or helium)'));
  assert.ok(isFound('"and" or tag:cryo'));
});

test('a mistake is told with its place', () => {
  const told = (text: string): string => {
    try {
      parseQuery(text, NOW);
    } catch (error) {
      assert.ok(error instanceof QueryError);
      return `${text.slice(error.at, error.at + error.length)}: ${error.message}`;
    }
    return 'no mistake';
  };
  assert.equal(told('tga:cryo').split(' (')[0], 'tga:cryo: there is no field tga:');
  assert.match(told('low after:soon'), /^after:soon: after: expected a time such as 2026-11-20/);
  assert.match(told('after:2026-02-30'), /expected a time/);
  assert.equal(told('(low'), '(: this parenthesis is not closed');
  assert.equal(told('low)'), '): this parenthesis closes nothing');
  assert.equal(told('say "low'), '": this quotation mark has no other half');
  assert.match(told('low or'), /something is missing at the end/);
  assert.match(told('or low'), /^or: or stands between two things/);
  assert.match(told('by:robot'), /expected human or machine/);
  assert.match(told('tag:'), /tag: expected a text/);
  assert.match(told(`${'('.repeat(40)}a${')'.repeat(40)}`), /too many parentheses/);
});

test('what has to be read is known: bodies for words alone, months by the times', () => {
  assert.equal(needsBodies(parseQuery('tag:cryo after:2h', NOW)), false);
  assert.equal(needsBodies(parseQuery('tag:cryo or not low', NOW)), true);
  assert.deepEqual(timeBounds(parseQuery('after:2h before:now x', NOW)), {
    from: NOW - 2 * HOUR,
    to: NOW,
  });
  assert.equal(timeBounds(parseQuery('after:2h or x', NOW)).from, Number.NEGATIVE_INFINITY);
  assert.equal(timeBounds(parseQuery('not after:2h', NOW)).from, Number.NEGATIVE_INFINITY);
});

test('a query is printed with absolute times and means the same', () => {
  const print = (text: string): string => printQuery(parseQuery(text, NOW));
  assert.equal(print('tag:cryo after:2h'), 'tag:cryo after:2026-11-20T10:00Z');
  assert.equal(print('a (b or "c d") -e'), 'a (b or "c d") not e');
  const part = fc.constantFrom('low', '"is low"', 'tag:cryo', 'after:2h', 'run:x/1', '"not"', '-x');
  const join = fc.constantFrom(' ', ' and ', ' or ');
  const text = fc
    .array(fc.tuple(part, join), { minLength: 1, maxLength: 6 })
    .map((parts) =>
      parts.map(([one, then], i) => one + (i < parts.length - 1 ? then : '')).join(''),
    );
  fc.assert(
    fc.property(text, (one) => {
      const query = parseQuery(one, NOW);
      assert.deepEqual(parseQuery(printQuery(query), NOW + HOUR), query);
    }),
  );
});

test('no text breaks the reader in another way than with a place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        parseQuery(text, NOW);
      } catch (error) {
        assert.ok(error instanceof QueryError);
        assert.ok(error.at >= 0 && error.at <= text.length);
      }
    }),
  );
});
