/** The page of alarms: what waits, what is seen, what explains what, and what must never look fine. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '#site/snapshot/parse/check.ts';
import { alarmsSchema } from '#site/snapshot/parse/alarms.ts';
import { alarmsSearch, readAlarmsQuery } from '#site/src/alarms/query.ts';
import { needsOf } from '#site/snapshot/build-alarms.ts';
import { alarmsSections } from '#site/src/alarms/view.ts';
import type { AlarmShown } from '#site/snapshot/schema/alarms.ts';
import { noAlarms, someAlarms } from '../../../support/site-fixture/alarms.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);

/** Text of a part, without tags. */
function read(part: string, alarms = someAlarms(AT), silentSince: number | null = null): string {
  const markup = alarmsSections({ alarms, at: AT, silentSince, isDemo: false })[part] ?? '';
  return markup
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

test('the fixture is what a snapshot holds', () => {
  assert.deepEqual(check(alarmsSchema, JSON.parse(JSON.stringify(someAlarms(AT)))), someAlarms(AT));
});

test('the headline counts what waits for a person, and neither what is seen nor what is explained', () => {
  assert.match(read('head'), /^Two alarms wait for a person\. 47 alerts are watched\. Two are/);
  assert.match(
    alarmsSections({ alarms: someAlarms(AT), at: AT, silentSince: null, isDemo: false })['head'] ??
      '',
    /class="word alarm"/,
  );
  const calm = { ...someAlarms(AT), raised: [] };
  assert.match(read('head', calm), /^No alarm waits for a person\./);
  assert.match(read('raised', calm), /Nothing that is watched is out of order/);
});

test('nothing watched, and a hub that is silent, never look fine', () => {
  assert.match(read('head', noAlarms()), /^Alarms No alert is watched yet/);
  assert.match(read('raised', noAlarms()), /Nothing is watched yet/);
  const silent = read('head', { ...someAlarms(AT), raised: [] }, AT - 240_000);
  assert.match(silent, /^What is raised is not known since 09:58:14\./);
});

test('each says value, limit, since when, who is called, how to say that it was seen', () => {
  const raised = read('raised').replaceAll('\u202f', ' ').replaceAll('\u00a0', ' ');
  assert.match(raised, /Agent silent lnf-store/);
  assert.match(raised, /Value 9 min Limit 30 s Since 09:53:14 For 9 min Calls whoever runs/);
  assert.match(raised, /npx flash alarm ack AgentSilent lnf-store --why/);
  assert.match(raised, /Acknowledged by A\. Sample at .*09:02 : “known: the magnet is warm”/);
  assert.match(raised, /On the shelf until 13:02:14 , by B\. Esempio/);
});

test('how to say that it was seen can be typed as it stands', () => {
  const shown = (isDemo: boolean): string =>
    alarmsSections({ alarms: someAlarms(AT), at: AT, silentSince: null, isDemo })['raised'] ?? '';
  assert.match(shown(false), /<code>npx flash alarm ack \S+ \S+ --why &quot;…&quot;<\/code>/);
  assert.match(shown(true), /<code>npx flash alarm ack \S+ \S+ --why &quot;…&quot; --demo<\/code>/);
});

test('an alarm that is over and waits to be seen is no longer grave', () => {
  const [quench] = someAlarms(AT).raised.filter(({ severity }) => severity === 'critical');
  assert.ok(quench !== undefined);
  const of = (change: Partial<typeof quench>) =>
    needsOf({ raised: [{ ...quench, state: 'raised', explainedBy: null, ...change }] });
  assert.equal(of({})[0]?.severity, 'alarm');
  assert.equal(of({ overAt: AT })[0]?.severity, 'attention');
  assert.match(of({ overAt: AT })[0]?.detail ?? '', /^Over, waits to be acknowledged\./);
  assert.equal(of({ overAt: AT, times: 4 })[0]?.severity, 'alarm');
});

test('what an alarm explains stands below it, not beside it', () => {
  const markup = alarmsSections({
    alarms: someAlarms(AT),
    at: AT,
    silentSince: null,
    isDemo: false,
  })['raised'];
  assert.equal(markup?.match(/<h3>/g)?.length, 4);
  assert.match(read('raised'), /It explains two other alarms/);
});

test('what people wrote is text, not markup', () => {
  const markup = alarmsSections({
    alarms: someAlarms(AT),
    at: AT,
    silentSince: null,
    isDemo: false,
  });
  assert.match(markup['shelves'] ?? '', /&lt;until noon&gt;/);
});

test('what is over and what is off say how long, who and why', () => {
  const past = read('past').replaceAll('\u00a0', ' ');
  assert.match(past, /23 Nov 05:02 12 min No new file warning .* A\. Sample/);
  assert.match(read('off'), /HeliumLow not configured: a key channel with the role level/);
});

test('who is told, and who is not', () => {
  const told = read('receivers').replaceAll('\u202f', ' ').replaceAll('\u00a0', ' ');
  assert.match(told, /control-room webhook Takes what it is sent\. Nothing waits\. last message/);
  assert.match(
    told,
    /on-call e-mail Has failed since 09:54:14 : no answer\. 3 changes wait, the oldest for 8 min\./,
  );
  const markup = (alarms = someAlarms(AT), at = AT): string =>
    alarmsSections({ alarms, at, silentSince: null, isDemo: false })['receivers'] ?? '';
  assert.match(markup(), /shape attention/);
  assert.match(markup(someAlarms(AT), AT + 3_600_000), /shape alarm/);
  assert.match(read('receivers', noAlarms()), /^Nobody/);
});

const MONTHS = ['2026-11', '2026-10', '2026-08'].map((month) => ({
  month,
  count: 2,
  isCut: month === '2026-08',
  asset: { path: `alarms/${month}.abc.json`, bytes: 1, sha256: '' },
}));

/** The part of what is over for an address. */
function past(search: string, ofMonth: readonly AlarmShown[] | null = null): string {
  const query = readAlarmsQuery(new URLSearchParams(search));
  const alarms = { ...someAlarms(AT), months: MONTHS };
  return (
    alarmsSections({ alarms, at: AT, silentSince: null, isDemo: false, query, ofMonth })['past'] ??
    ''
  );
}

test('an address chooses an alert and a severity of those that are over, and leads back to all', () => {
  const text = past('?alert=NoNewFile');
  assert.match(text, /1 of 2 in the last 30 days: NoNewFile\./);
  assert.match(text, /href="\/alarms\/#past"\s*>Show all/);
  assert.equal(text.match(/<tr>/g)?.length, 2);
  assert.match(past('?severity=critical'), /0 of 2 in the last 30 days: critical\./);
  assert.doesNotMatch(past('?severity=critical'), /<table/);
});

test('a month has its own list, and leads to its neighbours that have any, with what else is asked', () => {
  const { past: list } = someAlarms(AT);
  const text = past('?month=2026-10&alert=NoNewFile', list);
  assert.match(text, /<h2 id="h-past">\s*October 2026\s*<\/h2>/);
  assert.match(text, /month=2026-08&amp;alert=NoNewFile#past"\s*>Earlier: August 2026/);
  assert.match(text, /month=2026-11&amp;alert=NoNewFile#past"\s*>Later: November 2026/);
  assert.match(past('?month=2026-08', list), /Only the newest 2 are kept here/);
  assert.match(past('?month=2026-09'), /None in this month/);
});

test('what an address asks in vain is named', () => {
  const text = past('?month=2026-13&severity=awful&colour=red');
  assert.match(text, /Not understood in the address: colour, month=2026-13, severity=awful\./);
});

test('an address comes back from its query as it was', () => {
  const search = '?month=2026-10&alert=NoNewFile&severity=warning';
  assert.equal(alarmsSearch(readAlarmsQuery(new URLSearchParams(search))), search);
  assert.equal(alarmsSearch(readAlarmsQuery(new URLSearchParams(''))), '');
});

test('none, and nobody watched, are not the same', () => {
  const since = (watchedSince: number | null, past: readonly AlarmShown[] = []): string =>
    read('past', { ...someAlarms(AT), past, watchedSince });
  const hour = 3_600_000;
  assert.match(
    since(AT - hour),
    /None in the last 30 days\. Nobody watched before 23 Nov 09:02 ?\./,
  );
  assert.match(since(AT - 29 * 24 * hour), /Nobody watched before 25 Oct 10:02/);
  assert.doesNotMatch(since(AT - 31 * 24 * hour), /Nobody watched/);
  assert.doesNotMatch(since(null), /Nobody watched/);
});

test('a snapshot of the version before does not say since when, and is read', () => {
  const { watchedSince: _unsaid, ...before } = someAlarms(AT);
  assert.equal(check(alarmsSchema, before).watchedSince, null);
});
