/** What Now answers, against what its snapshot holds: one page, under a clock that stands. */

import type { Locator, Page } from '@playwright/test';
import { onShift } from '#site/src/overview/on-shift.ts';
import { clock, clockMinuteOrDay, day, dayClock } from '#site/src/text/times.ts';
import type { Now } from '#site/snapshot/schema/now.ts';
import { promised } from '../../support/promises.ts';
import { someAlarms } from '../../support/site-fixture/alarms.ts';
import { fullNow } from '../../support/site-fixture/now.ts';
import { expect, test } from './fixture.ts';

let base: string;
let page: Page;
let now: Now;

test.beforeAll(async ({ browser, sites }) => {
  base = await sites.open('full');
  page = await browser.newPage({ serviceWorkers: 'block', timezoneId: 'UTC', locale: 'en-GB' });
  // Files are news for some seconds only, however long these tests take.
  await page.route('**/data/snapshot.json', async (route) => {
    const response = await route.fetch();
    const { generated_at: at } = (await response.json()) as { readonly generated_at: number };
    now = fullNow(at);
    const date = new Date(at + 2_000).toUTCString();
    await route.fulfill({ response, headers: { ...response.headers(), date } });
  });
  await page.goto(base);
  await expect(page.locator('.tile .age').first()).toHaveText(/ago/);
});

test.afterAll(async () => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.close();
});

const tile = (key: string): Locator => page.locator('.tile', { has: page.locator(`#q-${key}`) });

/** The tile's number, its answer with the state, and when that was, to the millisecond. */
async function expectAnswer(
  key: string,
  said: { readonly figure: string; readonly answer: string; readonly at: number | null },
  state: string,
): Promise<void> {
  await expect(tile(key)).toHaveAttribute('data-state', state);
  await expect(tile(key).locator('.figure')).toHaveText(said.figure);
  await expect(tile(key).locator('.answer')).toHaveText(said.answer);
  await expect(tile(key).locator('.age')).toHaveText(/^\d+\s(s|min) ago$/);
  const time = tile(key).locator('.age time');
  await expect(time).toHaveAttribute('datetime', new Date(said.at ?? 0).toISOString());
}

const cellsOf = async (row: Locator): Promise<readonly string[]> =>
  (await row.locator('th, td').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());

test(promised('1.1'), async () => {
  const last = now.daq?.lastFile;
  const said = { figure: '0.156 MB/s', answer: 'Yes', at: last?.t ?? null };
  await expectAnswer('daq', said, 'good');
  const lines = tile('daq').locator('.sub');
  await expect(lines).toContainText('27.4 files a minute; live 99.7 % over the last hour');
  await expect(lines).toContainText(`last file ${last?.name}, ${clock(last?.t ?? 0)}`);
  await expect(lines).toContainText('6 512 files in this run, 2.21 GB');
});

test(promised('1.2'), async () => {
  const channel = now.channels.find(({ role }) => role === 'field');
  const said = { figure: '8.00 T', answer: 'Yes', at: channel?.t ?? null };
  await expectAnswer('field', said, 'good');
  const since = clockMinuteOrDay(now.fieldSince ?? 0, now.asOf);
  await expect(tile('field').locator('.sub')).toHaveText(
    `persistent since ${since}; the leads carry 0.0 A`,
  );
});

test(promised('1.3'), async () => {
  const at = now.run?.step?.sweepAt ?? 0;
  const said = { figure: '23 800 QL', answer: `Measured ${clock(at)}`, at };
  await expectAnswer('resonance', said, 'good');
  await expect(tile('resonance').locator('.age')).toHaveText('8 min ago');
  const lines = tile('resonance').locator('.sub');
  await expect(lines).toContainText('f₀ 8.834 213 GHz');
  await expect(lines).toContainText('β 1.10 or 0.91, regime unknown');
  // f₀ / Q_L of the fixture is 371.0 kHz.
  await expect(lines).toContainText('drift 0.03 linewidths of 371 kHz');
});

test(promised('1.4'), async () => {
  const rows = page.locator('#key tbody tr');
  const said = [];
  for (const row of await rows.all()) said.push(await cellsOf(row));
  expect(said).toEqual([
    ['Cavity', '30.3 mK', 'steady', 'below 38.0 mK'],
    ['Mixing chamber', '11.8 mK', 'falling 0.40 mK an hour', 'below 20.0 mK'],
    ['Field', '8.00 T', 'steady', 'none set'],
    ['Lead current', '0.0 A', 'not known', 'none set'],
    ['Still line', '0.0210 mbar', 'no clear trend', 'none set'],
    ['Mode', 'persistent', '', 'none set'],
  ]);
  const cavity = now.channels.find(({ role }) => role === 't_cav');
  await expectAnswer(
    'cold',
    { figure: '30.3 mK cavity', answer: 'Yes', at: cavity?.t ?? null },
    'good',
  );
  await expect(tile('cold').locator('.sub')).toHaveText(
    'steady; mixing chamber 11.8 mK, falling 0.40 mK an hour',
  );
  await expect(tile('cold').locator('.tile-foot')).toContainText('limits 38.0 mK and 20.0 mK');
  await expect(tile('cold').locator('.spark .limit')).toHaveCount(1);
});

test(promised('1.5'), async () => {
  const [disk, , tape] = now.volumes;
  // 6.1 TB at 15.6 MB/s, and 48.6 TB at 13 MB/s; the campaign ends 40 days from now.
  const fullAt = (disk?.at ?? 0) + (6.1e12 / 15.6e6) * 1_000;
  const tapeFullAt = (tape?.at ?? 0) + (48.6e12 / 13e6) * 1_000;
  const said = { figure: '4.5 days of DAQ disk left', answer: 'Second copies 15 min behind' };
  await expectAnswer('disk', { ...said, at: disk?.at ?? null }, 'unchecked');
  const ends = "the campaign's planned end";
  const diskWords = `full ${dayClock(fullAt, now.asOf)}, in 4.5 days, at 1.35 TB a day; 35.5 days before ${ends}`;
  await expect(tile('disk').locator('.sub')).toHaveText(
    `${diskWords}CNAF tape 48.6 TB left, full ${day(tapeFullAt)}, after ${ends}tape 31 h behind` +
      `1.90 TB of 8.00 TB usedcatalogue backed up ${clockMinuteOrDay(now.backup?.last ?? 0, now.asOf)}`,
  );
  const bars = page.locator('#capacity .bars > li');
  await expect(bars).toHaveText([
    `DAQ disk1.90 TB of 8.00 TB used ${diskWords}`,
    'Scratch400 GB of 2.00 TB used not growing',
    `CNAF tape71.4 TB of 120 TB used full ${dayClock(tapeFullAt, now.asOf)}, in 43.3 days, at 1.12 TB a day; lasts to ${ends} with 97 % used`,
    'NFS of the centreno value it did not answer',
  ]);
});

test(promised('1.6'), async () => {
  const said = { figure: '24 jobs running', answer: 'Yes', at: now.jobs?.seenAt ?? null };
  await expectAnswer('jobs', said, 'good');
  await expect(tile('jobs').locator('.sub')).toHaveText(
    '6 idle, the oldest waits for 4 min; none held; since 00:00 UTC 212 completed, 1 failed',
  );
});

test(promised('1.7'), async ({ page: alarms }) => {
  await expect(page.locator('h1 a')).toHaveText(['One thing needs you.']);
  await expect(page.locator('h1 a')).toHaveAttribute('href', '#needs');
  const [need] = now.needs;
  const row = page.locator('#needs .list > li');
  await expect(row).toHaveCount(now.needs.length);
  await expect(row.locator('strong')).toHaveText(need?.title ?? '');
  await expect(row.locator('p')).toHaveText(need?.detail ?? '');
  await expect(row.locator('time')).toHaveText(clock(need?.since ?? 0));
  await expect(page.locator('#needs .others')).toHaveText(
    '1 for information, 1 acknowledged, 1 on the shelf, 2 explained by another. All alarms',
  );
  const procedures = new Set([(await row.getByRole('link').getAttribute('href')) ?? '']);
  expect([...procedures][0]).toBe(`/docs/${need?.procedure}/`);
  // What asks nobody is on the page behind that link, each with its procedure, even what another explains.
  await alarms.goto(`${base}${await page.locator('#needs .others a').getAttribute('href')}`);
  for (const { summary, runbook } of someAlarms(now.asOf).raised) {
    const told = alarms.locator('.explained > li, .alarms > li', { hasText: summary }).last();
    const links = told.locator(`a[href="/docs/${runbook}/"]`);
    await expect(links.first(), summary).toHaveCount(1);
    procedures.add(`/docs/${runbook}/`);
  }
  for (const path of procedures) {
    const response = await page.request.get(`${base}${path}`);
    expect(response.status(), path).toBe(200);
    expect(await response.text(), path).toContain('What to do');
  }
});

test(promised('1.8'), async () => {
  const [on] = onShift(now.shifts, now.asOf);
  await expect(page.locator('.shift')).toHaveText(
    `On shift: ${on?.person} (shifter) to ${clockMinuteOrDay(on?.to ?? 0, now.asOf)}`,
  );
  await expect(page.locator('.shift')).toHaveAttribute('href', '/shifts/');
  const rows = page.locator('#log .log > li');
  await expect(rows).toHaveCount(now.log.length);
  for (const [i, { id, at, author, authorKind, title, tags, run }] of now.log.entries()) {
    const row = rows.nth(i);
    await expect(row.locator('time')).toHaveText(clockMinuteOrDay(at, now.asOf));
    await expect(row.locator('.end')).toHaveText(author);
    await expect(row).toContainText(title);
    const chips = [...tags, ...(run === null ? [] : [`run ${run.number}`])];
    await expect(row.locator('.chip')).toHaveText(chips);
    const links = row.locator(`a[href*="/log/${id}/"]`);
    await expect(links).toHaveCount(authorKind === 'human' ? 1 : 0);
  }
});

test(promised('1.11'), async ({ sites }) => {
  const rows = page.locator('#channels tbody tr');
  const fold = page.locator('#channels details', { hasText: 'resistance' });
  await fold.locator('summary').click();
  const stale = now.channels.find(({ name }) => name === 'qfridge/p1');
  expect(await cellsOf(rows.filter({ hasText: 'Outer vacuum' }))).toEqual([
    'Outer vacuum',
    `stale since ${clock(stale?.t ?? 0)} last good 2.31·10⁻⁶ mbar`,
    '14 min ago',
  ]);
  const row = (name: string): Locator => rows.filter({ has: page.locator(`a[title*="${name}"]`) });
  expect((await cellsOf(row('qfridge/ch6-r')))[1]).toMatch(/^over range last good/);
  expect((await cellsOf(row('magnet/lead-current')))[1]).toBe('0.0 A');
  expect((await cellsOf(row('qfridge/ch5-t')))[1]).toBe('30.3 mK');
  // Word, ink and shape of a tile, of each of its states: no two are alike.
  const look = async (): Promise<string> =>
    await page
      .locator('.tile')
      .first()
      .evaluate((one) => {
        const style = (element: Element | null): string => {
          if (element === null) return '';
          const { color, background, borderStyle, borderColor, clipPath } =
            getComputedStyle(element);
          return [color, background, borderStyle, borderColor, clipPath].join(' ');
        };
        const figure = one.querySelector('.figure');
        return [
          figure?.textContent,
          style(figure),
          style(one),
          style(one.querySelector('.shape')),
        ].join();
      });
  const good = await look();
  await page.goto(await sites.open('empty'));
  await expect(tile('daq')).toHaveAttribute('data-state', 'none');
  await expect(tile('daq').locator('.figure')).toHaveText('no value');
  const missing = await look();
  // Published some minutes ago, by the clock that stands.
  await page.unrouteAll({ behavior: 'wait' });
  await page.goto(await sites.open('stale'));
  await expect(tile('daq')).toHaveAttribute('data-state', 'stale');
  await expect(tile('daq').locator('.figure')).toHaveText('stale');
  expect(new Set([good, missing, await look()]).size).toBe(3);
});
