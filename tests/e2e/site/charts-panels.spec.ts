/** Panels of charts: twelve with one cursor, axes that are asked for or shared, limits, and a second span. */

import { promised } from '../../support/promises.ts';
import { KEY_CHANNELS } from '../../support/site-fixture/channels.ts';
import {
  axisOf,
  bucketsIn,
  canvasOf,
  CAVITY,
  cursor,
  DAY,
  drawnEnds,
  FIELD,
  HOUR,
  lineAt,
  MIXING,
  openCharts,
  pastSpan,
  publishedAt,
  shareOf,
  spanText,
  STILL,
  takeCsv,
  takeOut,
  ticksOf,
  value,
  type Ends,
} from './charts-page.ts';
import { expect, test } from './fixture.ts';

/** Share of a panel's height that a line is wide. */
const NEAR = 0.04;
/** From SI to the unit on the page, which stands behind the number. */
const SHOWN: Readonly<Record<string, readonly [factor: number, unit: string]>> = {
  [CAVITY]: [1e3, 'mK'],
  [MIXING]: [1e3, 'mK'],
  [FIELD]: [1, 'T'],
  [STILL]: [0.01, 'mbar'],
  'magnet/lead-current': [1, 'A'],
};

/** The value of the minute around a time, as the fixture has it. */
function valueOf(channel: string, at: number, t: number): number {
  const near = bucketsIn(channel, 60_000, at, { from: t - 60_000, to: t + 60_000 });
  const off = (one: { readonly t: number }): number => Math.abs(one.t + 30_000 - t);
  return near.toSorted((a, b) => off(a) - off(b))[0]!.mean;
}

/** A text on the page says a value to three digits, in its unit. */
function expectSays(text: string, channel: string, wanted: number): void {
  const [factor, unit] = SHOWN[channel]!;
  const [number = '', said] = text.split('\u202f');
  expect(said).toBe(unit);
  expect(Number(number)).toBeCloseTo(wanted * factor, factor > 1 ? 0 : 1);
  expect(Math.abs(Number(number) - wanted * factor)).toBeLessThanOrEqual(wanted * factor * 0.005);
}

test(promised('6.1'), async ({ page, sites }) => {
  const keys = KEY_CHANNELS.map(({ channel }) => channel);
  const states = ['daq', 'storage'].map((one) => `lnf-daq/flash.collector.up/collector=${one}`);
  const unread = ['qfridge/ch1-t', 'qfridge/ch2-t', 'qfridge/ch4-t', 'qfridge/p1', 'qfridge/p3'];
  const names = [...keys, ...states, ...unread];
  const base = await sites.open('full');
  const window = pastSpan(2 * HOUR, 30 * 60_000);
  await openCharts(
    page,
    base,
    `?channels=${names.join(';')};qfridge/flow&span=${spanText(window)}`,
  );
  const at = await publishedAt(page, base);
  await expect(page.locator('.note')).toContainText('channels=qfridge/flow (the 13th and more)');
  const panels = page.locator('.xpanel');
  expect(
    await panels.evaluateAll((all) => all.map((one) => one.getAttribute('data-panel'))),
  ).toEqual(names);
  const plots = await page
    .locator('.xpanel .plot')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON() as DOMRect));
  expect(new Set(plots.map(({ left }) => left)).size).toBe(1);
  expect(new Set(plots.map(({ right }) => right)).size).toBe(1);
  plots.slice(1).forEach(({ top }, i) => expect(top).toBeGreaterThan(plots[i]!.bottom));

  // One cursor, put by the mouse into one panel, stands across all at one time, and reads each.
  await page.locator('.xpanel .plot').nth(2).scrollIntoViewIfNeeded();
  const third = (await page.locator('.xpanel .plot').nth(2).boundingBox())!;
  await page.mouse.move(third.x + third.width * 0.4, third.y + third.height / 2);
  await expect(page.locator('flash-charts:not([aria-busy])')).toBeVisible();
  await expect(cursor(page)).toHaveCount(1);
  const line = (await page.locator('.xcursor > i').boundingBox())!;
  const first = (await page.locator('.xpanel .plot').first().boundingBox())!;
  const last = (await page.locator('.xpanel .plot').last().boundingBox())!;
  expect(line.y).toBeLessThanOrEqual(first.y);
  expect(line.y + line.height).toBeGreaterThanOrEqual(last.y + last.height);
  const t = Number(await cursor(page).getAttribute('aria-valuenow'));
  expect(t).toBeCloseTo(window.from + 0.4 * 2 * HOUR, -5);
  expect(Math.abs(line.x - first.x - ((t - window.from) / (2 * HOUR)) * first.width)).toBeLessThan(
    1.5,
  );
  const said = await page
    .locator('output[data-value]')
    .evaluateAll((all) => all.map((one) => one.textContent));
  keys.forEach((channel, i) => expectSays(said[i]!, channel, valueOf(channel, at, t)));
  expect(said.slice(5)).toEqual(['1', '1', ...unread.map(() => 'no data')]);
  await expect(panels.locator('.no-data')).toHaveCount(unread.length);
  // What nobody read has no scale either.
  await expect(panels.nth(7).locator('.tticks span')).toHaveCount(0);
});

test(promised('6.4'), async ({ page, sites }) => {
  const base = await sites.open('full');
  const window = pastSpan(2 * HOUR);
  await openCharts(page, base, `?channels=${CAVITY},${MIXING}&span=${spanText(window)}`);
  const at = await publishedAt(page, base);
  /** Two temperatures far apart tell one kind of axis from the other. */
  const isDrawn = async (isLog: boolean): Promise<boolean> => {
    const ticks = await ticksOf(axisOf(page, 0));
    if (ticks.length < 3) return false;
    const t = window.from + HOUR + 30_000;
    const across = (t - window.from) / (2 * HOUR);
    const offs: number[] = ticks.map((one) => one.share - shareOf(ticks, one.value, isLog));
    for (const [channel, colour] of [
      [CAVITY, 'c1'],
      [MIXING, 'c4'],
    ] as const) {
      const wanted = shareOf(ticks, valueOf(channel, at, t) * 1e3, isLog);
      const drawn = await lineAt(canvasOf(page, 0), colour, across);
      offs.push(drawn === null ? 1 : (drawn.low + drawn.high) / 2 - wanted);
    }
    return offs.every((off) => Math.abs(off) < NEAR);
  };
  await expect.poll(() => isDrawn(false)).toBe(true);
  expect(await isDrawn(true)).toBe(false);
  const log = page.locator('.xtools a', { hasText: 'log' });
  await expect(log).not.toHaveAttribute('aria-current');
  await log.click();
  await expect(log).toHaveAttribute('aria-current', 'true');
  expect(new URL(page.url()).searchParams.get('log')).toBe('1');
  await expect.poll(() => isDrawn(true)).toBe(true);
  expect(await isDrawn(false)).toBe(false);
  await log.click();
  await expect.poll(() => isDrawn(false)).toBe(true);
});

test(promised('6.5'), async ({ page, sites }) => {
  const base = await sites.open('full');
  const window = pastSpan(2 * HOUR);
  const search = `?channels=${CAVITY},${FIELD},${MIXING},${STILL}&span=${spanText(window)}`;
  await openCharts(page, base, search);
  const at = await publishedAt(page, base);
  // Two units have the two sides of a panel; a third begins another.
  await expect(page.locator('.xpanel')).toHaveCount(2);
  const units = page.locator('.xpanel .tticks b');
  await expect(units).toHaveText(['mK', 'T', 'mbar']);
  // Who points at it sees it as fine as it can be.
  await cursor(page).press('Home');
  await expect(page.locator('[data-x="status"]')).toContainText('Each point is 60\u00a0s');
  const middle = window.from + HOUR + 30_000;
  for (const [channel, panel, side, colour] of [
    [CAVITY, 0, 'left', 'c1'],
    [FIELD, 0, 'right', 'c4'],
    [MIXING, 0, 'left', 'c2'],
    [STILL, 1, 'left', 'c3'],
  ] as const) {
    const ticks = await ticksOf(axisOf(page, panel, side));
    const height = shareOf(ticks, valueOf(channel, at, middle) * SHOWN[channel]![0]);
    const share = (middle - window.from) / (2 * HOUR);
    // What was asked for finer is drawn in a later frame.
    await expect
      .poll(async () => (await lineAt(canvasOf(page, panel), colour, share)) !== null, channel)
      .toBe(true);
    const line = await lineAt(canvasOf(page, panel), colour, share);
    expect(line!.low, channel).toBeLessThan(height + NEAR);
    expect(line!.high, channel).toBeGreaterThan(height - NEAR);
  }
  await cursor(page).press('ArrowRight');
  const t = Number(await cursor(page).getAttribute('aria-valuenow'));
  for (const channel of [CAVITY, FIELD, MIXING, STILL])
    expectSays((await value(page, channel).textContent()) ?? '', channel, valueOf(channel, at, t));
});

test(promised('6.6'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await openCharts(page, base, `?channels=${CAVITY};${FIELD};${CAVITY}&span=2h`);
  const { limits } = KEY_CHANNELS[0]!;
  const [limit] = limits;
  const band = page.locator('.xpanel').first().locator('.limit');
  await expect(band).toHaveCount(limits.length);
  await expect(band).toHaveText(`limit ${(limit!.value * 1e3).toFixed(1)}\u202fmK`);
  await expect(band).toHaveAttribute('title', limit!.reason);
  // From the limit to where the panel ends.
  const place = await band.evaluate((one) => {
    const [own, plot] = [one.getBoundingClientRect(), one.parentElement!.getBoundingClientRect()];
    const up = (y: number): number => (plot.bottom - y) / plot.height;
    return { low: up(own.bottom), high: up(own.top), wide: own.width / plot.width };
  });
  const ticks = await ticksOf(axisOf(page, 0));
  expect(place.low).toBeCloseTo(shareOf(ticks, limit!.value * 1e3), 1.5);
  expect(place.high).toBeCloseTo(1, 2);
  expect(place.wide).toBeCloseTo(1, 2);
  const surface = await band.evaluate((one) => getComputedStyle(one).backgroundColor);
  expect(surface).not.toMatch(/ 0\)$|transparent/);
  // What has no limit has no band.
  await expect(page.locator('.xpanel').nth(1).locator('.limit')).toHaveCount(0);
});

test(promised('6.9'), async ({ page, sites }) => {
  const base = await sites.open('full');
  const window = pastSpan(2 * HOUR);
  const search = `?channels=${FIELD}&span=${spanText(window)}&compare=-1d`;
  const other: Ends = { from: window.from - DAY, to: window.to - DAY };
  await openCharts(page, base, search);
  const at = await publishedAt(page, base);
  await cursor(page).press('Home');
  for (let i = 0; i < 4; i += 1) await cursor(page).press('Shift+ArrowRight');
  await expect(page.locator('flash-charts:not([aria-busy])')).toBeVisible();
  const t = Number(await cursor(page).getAttribute('aria-valuenow'));
  const second = page.locator(`[data-other="${FIELD}"]`);
  expectSays((await value(page, FIELD).textContent()) ?? '', FIELD, valueOf(FIELD, at, t));
  expectSays((await second.textContent()) ?? '', FIELD, valueOf(FIELD, at, t - DAY));
  await expect(cursor(page)).toHaveAttribute('aria-valuetext', /, second span 8\.\d\d\u202fT|7\./);
  // Under the times of the first stand the values of the day before, in a column that says so.
  const [heads = [], ...rows] = await takeCsv(page);
  const from = `${new Date(other.from).toISOString().slice(0, 16)}Z`;
  expect(heads.join(',')).toContain(`${FIELD} mean [T]","from ${from}`.replaceAll('","', ', '));
  const wanted = bucketsIn(FIELD, 60_000, at, other);
  expect(rows.map((row) => Number(row.at(-1)))).toEqual(
    wanted.map(({ mean }) => expect.closeTo(mean, 5)),
  );
  expect(rows.map(([time = '']) => Date.parse(time) - DAY)).toEqual(
    wanted.map((one) => one.t + 30_000),
  );
  expect((await takeOut(page, 'SVG')).toString()).toContain('stroke-dasharray="6 4"');

  // Below it has panels of its own, with the same axis, and a line that says when it was.
  await page.getByLabel('below').check();
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.locator('.xpanel')).toHaveCount(2);
  await expect(page.locator('.xsecond')).toContainText('24\u00a0h earlier');
  await expect(page.locator('flash-charts:not([aria-busy])')).toBeVisible();
  expect(await drawnEnds(page)).toEqual(window);
  const axis = await ticksOf(axisOf(page, 0));
  expect(await ticksOf(axisOf(page, 1))).toEqual(axis);
  const middle = window.from + HOUR + 30_000;
  for (const [panel, back] of [
    [0, 0],
    [1, DAY],
  ] as const) {
    const height = shareOf(axis, valueOf(FIELD, at, middle - back));
    const line = await lineAt(canvasOf(page, panel), 'c1', (middle - window.from) / (2 * HOUR));
    expect(line!.low).toBeLessThan(height + NEAR);
    expect(line!.high).toBeGreaterThan(height - NEAR);
  }
});
