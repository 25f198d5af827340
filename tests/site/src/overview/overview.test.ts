/** What the pages of storage, jobs, statistics and shifts say, of the fixture's snapshot and of an empty one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DaysOfYear } from '#site/snapshot/schema/days.ts';
import type { Jobs } from '#site/snapshot/schema/jobs.ts';
import type { Overview, YearAsset } from '#site/snapshot/schema/overview.ts';
import type { RotaOfYear } from '#site/snapshot/schema/rota.ts';
import type { Storage } from '#site/snapshot/schema/storage.ts';
import { csvText } from '#site/src/overview/csv.ts';
import { copyRows } from '#site/src/overview/copies.ts';
import { jobsSections } from '#site/src/overview/jobs.ts';
import { PAGES, type OverviewAccess, type OverviewPage } from '#site/src/overview/load.ts';
import { onShiftWords } from '#site/src/overview/on-shift.ts';
import { storageSections } from '#site/src/overview/storage.ts';
import { outlookOf } from '#site/src/overview/outlook.ts';
import { lengthBins } from '#site/src/overview/run-lengths.ts';
import { daysOf } from '#site/src/overview/statistics.ts';
import { readWindow } from '#site/src/overview/window.ts';
import { someJobs } from '../../../support/site-fixture/jobs.ts';
import { rotaAt, writeOverview } from '../../../support/site-fixture/overview.ts';

const AT = Date.parse('2026-11-23T10:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The fixture in memory. */
async function open(isEmpty = false): Promise<OverviewAccess> {
  const assets = new Map<string, unknown>();
  const write = (name: string, value: unknown) => {
    assets.set(name, value);
    return Promise.resolve({ path: name, bytes: 0, sha256: '' });
  };
  const { path } = await writeOverview(write, AT, isEmpty);
  const get = <T>(name: string): Promise<T> => Promise.resolve(assets.get(name) as T);
  return {
    overview: () => get<Overview>(path),
    storage: () => get<Storage>('storage'),
    jobs: () => get<Jobs>('jobs'),
    daysOfYear: ({ asset }: YearAsset) => get<DaysOfYear>(asset.path),
    rotaOfYear: ({ asset }: YearAsset) => get<RotaOfYear>(asset.path),
  };
}

async function draw(page: OverviewPage, isEmpty = false, search = ''): Promise<string> {
  const known = { at: AT, files: 100 };
  const shown = await PAGES[page](await open(isEmpty), new URLSearchParams(search), known);
  const parts = shown({ at: AT, silentSince: null });
  return Object.values(parts)
    .join('\n')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/[ \n]+/g, ' ');
}

test('storage says which fills first and when, against the planned end', async () => {
  const text = await draw('storage');
  assert.match(text, /DAQ disk fills first: full 29\u00a0Nov\u00a007:11/);
  assert.match(text, /lasts to the campaign&#39;s planned end with 97\u00a0% used/);
  assert.match(text, /archived, verified/);
  assert.match(text, /3 files have no copy that is present/);
  assert.match(text, /letter of March/);
});

test('where growth is not known, storage does not say that nothing fills', async () => {
  const storage = await (await open()).storage();
  const say = (growths: readonly (number | null)[]): string => {
    const resources = storage.resources
      .slice(0, growths.length)
      .map((one, i) => ({ ...one, at: AT, used: 60, capacity: 100, growth: growths[i] ?? null }));
    const input = { storage: { ...storage, resources }, years: [], at: AT, silentSince: null };
    return Object.values(storageSections(input)).join(' ');
  };
  assert.match(say([null, null]), /When anything fills is not known yet/);
  assert.match(say([null, null]), /Of none of them it is known how fast it grows\./);
  assert.match(say([0, null]), /1 of 2 do not fill .* when the others do is not known/);
  assert.match(say([0, null]), /Of 1 of the 2 it is known how fast it grows\./);
  assert.match(say([0, 0]), /Nothing that is watched fills at its present growth/);
});

test('a volume lasts to the planned end, or not, and says what is not known', () => {
  const volume = { at: AT, used: 60, capacity: 100, growth: 40 / (10 * 86_400), unit: 'By' };
  assert.match(outlookOf(volume, AT + 20 * DAY).words, /before the campaign's planned end/);
  assert.match(
    outlookOf(volume, AT + 5 * DAY).words,
    /lasts to the campaign's planned end with 80/,
  );
  assert.doesNotMatch(outlookOf(volume, AT - DAY).words, /planned end/);
  assert.equal(outlookOf({ ...volume, growth: 40 / 43_200 }, null).state, 'attention');
  assert.equal(outlookOf({ ...volume, used: 100 }, null).state, 'alarm');
  assert.equal(outlookOf({ ...volume, used: null }, null).state, 'none');
});

test('copies are summed by place and age, and nothing is counted twice', async () => {
  const access = await open();
  const { days } = await access.overview();
  const years = await Promise.all(days.map((year) => access.daysOfYear(year)));
  const rows = copyRows(years, AT);
  const all = years.flatMap((year) => Object.values(year.days));
  const sum = (of: readonly { readonly [key: string]: number }[]): number =>
    of.reduce((total, counts) => total + Object.values(counts).reduce((a, b) => a + b, 0), 0);
  assert.equal(
    sum(rows.map(({ counts }) => counts)),
    sum(all.flatMap(({ copies }) => Object.values(copies))),
  );
});

test('jobs say what runs, who waits, and why jobs failed, with hostile reasons as text', async () => {
  const text = await draw('jobs');
  assert.match(text, /24 running, 6 idle and 1 held/);
  assert.match(text, /One job is held/);
  assert.match(text, /&lt;not&gt; there &amp; &quot;gone&quot;/);
  assert.match(text, /no reason given/);
});

test('statistics: the span of the address, what cannot be read is named, every day is there', async () => {
  const at = AT;
  assert.deepEqual(readWindow(new URLSearchParams('from=2026-11-20&to=2026-11-21'), at), {
    from: Date.parse('2026-11-20'),
    to: Date.parse('2026-11-22'),
    problem: null,
  });
  assert.match(
    readWindow(new URLSearchParams('from=yesterday'), at).problem ?? '',
    /cannot be read/,
  );
  assert.match(readWindow(new URLSearchParams('frm=2026-11-20'), at).problem ?? '', /“frm”/);
  assert.match(readWindow(new URLSearchParams('from=2001-01-01'), at).problem ?? '', /Longer/);
  const window = readWindow(new URLSearchParams(), at);
  assert.equal(daysOf({ years: [], window, waiting: [] }).length, 30);
  const text = await draw('statistics');
  assert.match(text, /of physics data from 25.Oct.2026 to 23.Nov.2026/);
  assert.match(text, /Frequency covered/);
});

test('statistics: a day that has not come is not shown, one that was never counted is not zero', async () => {
  const ahead = readWindow(new URLSearchParams('from=2026-11-20&to=2026-12-31'), AT);
  assert.deepEqual(ahead, {
    from: Date.parse('2026-11-20'),
    to: Date.parse('2026-11-24'),
    problem: null,
  });
  const later = readWindow(new URLSearchParams('from=2027-01-01'), AT);
  assert.match(later.problem ?? '', /has not come yet/);
  const [all, waiting] = [await open(), ['2026-10-30']];
  const access = { ...all, overview: async () => ({ ...(await all.overview()), waiting }) };
  const known = { at: AT, files: 100 };
  const search = new URLSearchParams('from=2026-10-29&to=2026-11-03');
  const { charts = '', foot = '' } = (await PAGES.statistics(access, search, known))({
    at: AT,
    silentSince: null,
  });
  const rows = (text: string): readonly string[] =>
    decodeURIComponent(/data:text\/csv;charset=utf-8,([^"]+)/.exec(text)?.[1] ?? '').split('\r\n');
  assert.deepEqual(rows(charts).slice(1, 3), ['2026-10-29,0,0', '2026-10-30,,']);
  assert.match(rows(foot)[2] ?? '', /^2026-10-30,+$/);
  assert.match(charts, /<td class="n missing">not known<\/td>/);
});

test('run lengths: an edge belongs to the longer bin, and each run is in one', () => {
  const day = (runs: readonly { readonly kind: string; readonly ms: number }[]) =>
    ({ runs }) as unknown as Parameters<typeof lengthBins>[0][number];
  const bins = lengthBins([
    day([
      { kind: 'physics', ms: HOUR },
      { kind: 'test', ms: HOUR - 1 },
      { kind: 'physics', ms: 100 * HOUR },
    ]),
    null,
  ]);
  const found = bins.filter(({ physics, other }) => physics + other > 0);
  assert.deepEqual(
    found.map(({ name }) => name.replaceAll('\u00a0', ' ')),
    ['30 min to 1 h', '1 h to 2 h', '24 h and more'],
  );
});

test('who is on shift: of one without an end only a day is believed', () => {
  const { shifts } = rotaAt(AT);
  assert.match(onShiftWords(shifts, AT) ?? '', /\(shifter\) to 16:00/);
  const open = [{ id: '', person: 'Ada Neri', role: null, from: AT - DAY, to: null }];
  assert.equal(onShiftWords(open, AT), 'Ada Neri');
  assert.equal(onShiftWords(open, AT + 1), null);
  assert.equal(onShiftWords([], AT), null);
});

test('shifts and flags: withdrawn ones stay, with who and why', async () => {
  const text = await draw('shifts');
  assert.match(text, /doubtful withdrawn/);
  assert.match(text, /by Ada Neri: the Y-factor of today agrees/);
});

test('no failure is said only of the time in which somebody asked', () => {
  const say = (hours: Jobs['hours']): string => {
    const jobs = { ...someJobs(AT), reasons: [], failures: [], hours };
    return jobsSections({ jobs, at: AT, silentSince: null })['failures'] ?? '';
  };
  const start = AT - 3 * HOUR;
  const asked = { start, byState: { idle: [null, null, 2, 1], running: [null, 5, 5, 4] } };
  assert.match(say(asked), /No failed job is known since 23\sNov\s08:00, when/);
  const always = { start, byState: { idle: [2, null, 2, 1] } };
  assert.match(say(always), /No failed job is known within 30 days\./);
  assert.match(say({ start, byState: {} }), /No failed job is known within 30 days\./);
});

test('with nothing recorded each page says so, and claims nothing', async () => {
  assert.match(await draw('storage', true), /No volume and no quota is watched/);
  assert.match(await draw('jobs', true), /No scheduler is watched/);
  assert.match(await draw('statistics', true), /No physics data/);
  assert.match(await draw('shifts', true), /Nobody is known to be on shift/);
});

test('without news each page says since when', async () => {
  for (const page of ['storage', 'jobs', 'statistics', 'shifts'] as const) {
    const shown = await PAGES[page](await open(), new URLSearchParams(), { at: AT, files: 0 });
    const { head = '' } = shown({ at: AT + HOUR, silentSince: AT });
    assert.match(head, /No news since 10:00:00 UTC/);
  }
});

test('CSV quotes what needs it (RFC 4180)', () => {
  assert.equal(csvText(['a', 'b'], [['x,"y"', null]]), 'a,b\r\n"x,""y""",\r\n');
});
