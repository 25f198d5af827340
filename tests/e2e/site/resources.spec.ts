/** Storage and jobs, number by number against what the snapshot holds, and what is taken away from them. */

import type { Locator } from '@playwright/test';
import { clockMinuteOrDay, dayClock } from '#site/src/text/times.ts';
import { parseCsv } from '../../support/csv.ts';
import { promised } from '../../support/promises.ts';
import { someJobs } from '../../support/site-fixture/jobs.ts';
import { daysUntil, someStorage } from '../../support/site-fixture/overview.ts';
import { expect, test } from './fixture.ts';

const DAY = 86_400_000;

/** The table's cells by row, with single spaces; the head first. */
async function tableOf(table: Locator): Promise<readonly (readonly string[])[]> {
  return await table.evaluate((element) =>
    [...element.querySelectorAll('tr')].map((row) =>
      [...row.children].map((cell) => (cell.textContent ?? '').replaceAll(/\s+/g, ' ').trim()),
    ),
  );
}

async function csvOf(link: Locator): Promise<readonly (readonly string[])[]> {
  const href = (await link.getAttribute('href')) ?? '';
  return parseCsv(await (await fetch(href)).text());
}

const count = (value: number): string =>
  new Intl.NumberFormat('en-GB', { useGrouping: value >= 1_000 })
    .format(value)
    .replaceAll(',', ' ');

test(promised('8.1'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await page.goto(`${base}/storage/`);
  const at = await sites.publishedAt(base);
  const { resources, plannedEnd } = someStorage(at);
  const [disk, tape] = resources;
  const fullAt = [disk, tape].map((one) => {
    const left = (one?.capacity ?? 0) - (one?.used ?? 0);
    return (one?.at ?? 0) + (left / (one?.growth ?? 1)) * 1_000;
  });
  const [diskFull = 0, tapeFull = 0] = fullAt;
  expect(plannedEnd).toBeGreaterThan(diskFull);
  expect(plannedEnd).toBeLessThan(tapeFull);
  const ends = "the campaign's planned end";
  const words = `full ${dayClock(diskFull, at)}, in 5.9 days, at 1.04 TB a day; 34.1 days before ${ends}`;
  await expect(page.locator('h1')).toHaveText(`DAQ disk fills first: ${words}.`);
  const cards = page.locator('.volume');
  await expect(cards.locator('h3')).toHaveText(['DAQ disk', 'CNAF tape']);
  await expect(cards.locator('.volume-used')).toHaveText([
    '1.90 TB of 8.00 TB24 %',
    '71.4 TB of 120 TB60 %',
  ]);
  await expect(cards.locator('.volume-outlook')).toHaveText([
    words,
    `full ${dayClock(tapeFull, at)}, in 43.3 days, at 1.12 TB a day; lasts to ${ends} with 97 % used`,
  ]);
  await expect(cards.nth(1)).toContainText('assigned: 120 TB (letter of March, from');
  // What is counted in pieces, and does not grow, has no date.
  const pieces = await tableOf(page.locator('#pieces table'));
  expect(pieces.slice(1)).toEqual([
    ['INFN Cloud processors cpu', '38', '50', 'not growing', 'openstack'],
  ]);
});

test(promised('8.2', 'the table, and all of it as CSV in base units'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await page.goto(`${base}/storage/`);
  const at = await sites.publishedAt(base);
  const { years } = someStorage(at);
  const year = new Date(at).getUTCFullYear();
  expect(await tableOf(page.locator('#request table'))).toEqual([
    ['Year', 'Resource', 'Requested', 'Assigned', 'Used', 'Used of assigned'],
    [`${year}`, 'CNAF tape', '400 TB', '120 TB', '71.4 TB', '59.5 %'],
    [`${year - 1}`, 'CNAF tape', 'not said', 'none', 'not known', ''],
  ]);
  const rows = await csvOf(page.locator('#request a[download]'));
  expect(rows.slice(1)).toEqual(
    years.map(({ requested, assigned, used, usedAt, ...line }) => [
      ...[line.year, line.resource, line.label, line.unit].map(String),
      ...[requested, assigned].flatMap((quota) => [
        `${quota === null ? '' : (quota.value ?? quota.bound)}`,
        quota?.source ?? '',
      ]),
      `${used ?? ''}`,
      usedAt === null ? '' : new Date(usedAt).toISOString(),
    ]),
  );
});

test(promised('8.3', 'the page and its CSV'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await page.goto(`${base}/storage/`);
  const at = await sites.publishedAt(base);
  const ages = [
    ['today and yesterday', 2],
    ['this week', 7],
    ['this month', 31],
  ] as const;
  const sums = new Map<string, Record<string, number>>();
  let missing = 0;
  for (const [date, { copies, missing: none }] of Object.entries(daysUntil(at))) {
    missing += none;
    const old = Math.floor(at / DAY) - Date.parse(date) / DAY + 1;
    const [age] = ages.find(([, most]) => old <= most) ?? ['older'];
    for (const [place, states] of Object.entries(copies)) {
      const sum = sums.get(`${age}/${place}`) ?? {};
      sums.set(`${age}/${place}`, sum);
      for (const [state, files] of Object.entries(states)) sum[state] = (sum[state] ?? 0) + files;
    }
  }
  const [head = [], ...rows] = await tableOf(page.locator('#copies table'));
  expect(head.slice(2)).toEqual([
    'archived, verified',
    'archived',
    'present, unverified',
    'expected',
    'removed',
    'lost',
  ]);
  const states = ['archived, verified', 'archived', 'present', 'expected', 'removed', 'lost'];
  const wanted = ages.flatMap(([age]) =>
    ['cnaf-tape', 'lnf-daq'].map((place) => {
      const sum = sums.get(`${age}/${place}`) ?? {};
      return [
        age,
        place,
        ...states.map((state) => (sum[state] === undefined ? '' : count(sum[state]))),
      ];
    }),
  );
  expect(rows).toEqual(wanted);
  await expect(page.locator('#copies')).toContainText(
    `${missing} files have no copy that is present`,
  );
  const [names = [], ...csv] = await csvOf(page.locator('#copies a[download]'));
  for (const [age = '', place = '', ...counts] of csv)
    for (const [i, files] of counts.entries())
      expect(Number(files)).toBe(sums.get(`${age}/${place}`)?.[names[i + 2] ?? ''] ?? 0);
  expect(csv).toHaveLength(wanted.length);
});

test(promised('8.4'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await page.goto(`${base}/jobs/`);
  const at = await sites.publishedAt(base);
  const { hours, days, failures, reasons } = someJobs(at);
  await expect(page.locator('h1')).toHaveText('24 running, 6 idle and 1 held. One job is held.');
  await expect(page.locator('.lede')).toHaveText('The oldest idle job waits for 4 min.');
  for (const [id, { start, byState }, slot] of [
    ['jobs-hours', hours, DAY / 24],
    ['jobs-days', days, DAY],
  ] as const) {
    const csv = await csvOf(page.locator(`#${id} a[download]`));
    const names = Object.keys(byState);
    expect(csv[0]).toEqual(['from', ...names]);
    const slots = Object.values(byState)[0]?.length ?? 0;
    expect(csv.slice(1)).toEqual(
      Array.from({ length: slots }, (_, i) => [
        new Date(start + i * slot).toISOString(),
        ...names.map((name) => `${byState[name]?.[i] ?? ''}`),
      ]),
    );
    // Each state is drawn, a column a slot that has any; an hour in which nobody answered has none.
    const drawn = await page
      .locator(`#${id} svg path`)
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')?.split('M').length ?? 0));
    const some = (name: string): number =>
      (byState[name] ?? []).filter((value) => (value ?? 0) > 0).length;
    expect(drawn).toEqual(names.map((name) => some(name) + 1));
  }
  expect(await tableOf(page.locator('#owners table'))).toEqual([
    ['Owner', 'running', 'idle', 'held', 'completed', 'failed', 'Core hours', 'Efficiency'],
    ['aneri', '20', '6', '0', '5 210', '60', '2 833', '89 %'],
    ['not said', '4', '0', '1', '800', '0', 'not known', 'not known'],
  ]);
  await expect(page.locator('.reasons li')).toHaveText(
    reasons.map(({ reason, count: times }) => `${times} ${reason}`),
  );
  const [failure] = failures;
  const failed = await tableOf(page.locator('#failures table'));
  expect(failed.slice(1)).toEqual([
    [
      clockMinuteOrDay(failure?.at ?? 0, at).replaceAll('\u00a0', ' '),
      '812.4 fft-0142',
      'aneri',
      '140',
      '2',
      'The input file is <not> there & "gone"',
    ],
  ]);
  const run = page.locator('#failures').getByRole('link', { name: '140' });
  await expect(run).toHaveAttribute('href', '/runs/run_2026.11-quax/140/');
  const held = await tableOf(page.locator('#held table'));
  expect(held[1]?.slice(1)).toEqual(['815.0', 'not said', '', '', 'no reason given']);
});
