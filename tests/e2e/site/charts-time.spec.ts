/** Spans of charts: from a minute to ten years, moved and zoomed by every device, and followed as long as nobody looks elsewhere. */

import type { Page } from '@playwright/test';
import type { SeriesLevel } from '#site/snapshot/schema/series.ts';
import { promised } from '../../support/promises.ts';
import {
  axisOf,
  bucketsIn,
  canvasOf,
  CAVITY,
  cursor,
  DAY,
  drawnEnds,
  type Ends,
  endsOf,
  expectEnds,
  FIELD,
  HOUR,
  lineAt,
  MINUTE,
  openCharts,
  pastSpan,
  publishedAt,
  publishSeen,
  shareOf,
  spanOf,
  spanText,
  STILL,
  takeCsv,
  ticksOf,
  value,
} from './charts-page.ts';
import { GAP } from '../../support/site-fixture/series.ts';
import { expect, test } from './fixture.ts';

/** Bucket widths, and how the page says them. */
const SPANS: readonly (readonly [ms: number, level: SeriesLevel, says: string])[] = [
  [MINUTE, 60_000, 'Each point is 60\u00a0s'],
  [3 * HOUR, 60_000, 'Each point is 60\u00a0s'],
  [5 * DAY, 300_000, 'Each point is 5\u00a0min'],
  [30 * DAY, 1_800_000, 'Each point is 30\u00a0min'],
  [200 * DAY, 10_800_000, 'Each point is 3\u00a0h'],
  [365 * DAY, 86_400_000, 'Each point is 24\u00a0h'],
  [3_650 * DAY, 259_200_000, 'Each point is 3.0\u00a0days'],
];
const MILLIBAR = 0.01;
/** Share of a panel's height that a line is wide. */
const NEAR = 0.04;

test(promised('6.2'), async ({ page, sites }) => {
  const levels = new Set<string>();
  page.on('request', (request) => {
    const level = /\/series\/[^/]+\/(\d+)-\d+\./.exec(request.url())?.[1];
    if (level !== undefined) levels.add(level);
  });
  const base = await sites.open('full');
  await openCharts(page, base, `?channels=${STILL}&span=${spanText(pastSpan(2 * HOUR))}`);
  const at = await publishedAt(page, base);
  const field = page.getByRole('searchbox', { name: 'Span' });
  // Tiles that are here already are not asked for again, so each level comes once: that of the first chart first.
  const wanted = new Set(['60000']);
  for (const [ms, level, says] of SPANS) {
    const window = pastSpan(ms);
    wanted.add(String(level));
    await field.fill(spanText(window));
    await field.press('Enter');
    await expect(cursor(page)).toHaveAttribute('aria-valuemin', String(window.from));
    await expect(page.locator('[data-x="status"]')).toContainText(says);
    await expect(page.locator('flash-charts:not([aria-busy])')).toBeVisible();
    expect([...levels]).toEqual([...wanted]);
    const buckets = bucketsIn(STILL, level, at, window);
    const rows = (await takeCsv(page)).slice(1).filter(([, mean]) => mean !== '');
    expect(rows.map(([t = '', ...values]) => [Date.parse(t), ...values.map(Number)])).toEqual(
      buckets.map(({ t, mean, min, max }) => [
        t + level / 2,
        ...[mean, min, max].map((one) => expect.closeTo(one, 5)),
      ]),
    );
    await expectDrawn(page, window, { level, at });
  }
  // Where nothing was read there is no line, and a row without a number.
  const gap = { from: at - GAP[0] + HOUR, to: at - GAP[1] - HOUR };
  await field.fill(spanText(pastSpan(5 * DAY)));
  await field.press('Enter');
  await expect(page.locator('[data-x="status"]')).toContainText('5\u00a0min');
  await expect(page.locator('flash-charts:not([aria-busy])')).toBeVisible();
  const { from, to } = await drawnEnds(page);
  expect(
    await lineAt(canvasOf(page, 0), 'c1', ((gap.from + gap.to) / 2 - from) / (to - from)),
  ).toBeNull();
  const silent = (await takeCsv(page)).filter(
    ([t = '']) => Date.parse(t) > gap.from && Date.parse(t) < gap.to,
  );
  expect(silent.length).toBeGreaterThan((gap.to - gap.from) / 300_000 - 1);
  expect(silent.flatMap(([, ...values]) => values).join('')).toBe('');
  // Shorter and longer there is nothing: it is named where it is asked for, and no step leads there.
  for (const text of ['0.5min', '11y']) {
    await field.fill(text);
    await field.press('Enter');
    await expect(page.locator('.note')).toContainText(`span=${text}`);
  }
  for (const [ms, key] of [
    [MINUTE, '+'],
    [3_660 * DAY, '-'],
  ] as const) {
    await field.fill(spanText(pastSpan(ms)));
    await field.press('Enter');
    await cursor(page).press(key);
    const ends = await drawnEnds(page);
    expect(ends.to - ends.from).toBe(ms);
  }
});

/** The line goes through what the fixture has, and nowhere else. */
async function expectDrawn(
  page: Page,
  window: Ends,
  { level, at }: { readonly level: SeriesLevel; readonly at: number },
): Promise<void> {
  const ticks = await ticksOf(axisOf(page, 0));
  const length = window.to - window.from;
  const around = { from: window.from - length / 4 - level, to: window.to + length / 4 + level };
  const points = bucketsIn(STILL, level, at, around).map(({ t, mean }) => ({
    across: (t + level / 2 - window.from) / length,
    height: shareOf(ticks, mean * MILLIBAR),
  }));
  const inside = points.filter(({ across }) => across >= 0 && across <= 1);
  for (const part of [0.2, 0.5, 0.8]) {
    const i = points.indexOf(inside[Math.floor(part * inside.length)]!);
    const { across, height } = points[i]!;
    const line = (await lineAt(canvasOf(page, 0), 'c1', across))!;
    expect(line.low).toBeLessThan(height + NEAR);
    expect(line.high).toBeGreaterThan(height - NEAR);
    const near = points.filter(
      (one, k) => Math.abs(k - i) <= 1 || Math.abs(one.across - across) < 0.004,
    );
    expect(line.low).toBeGreaterThan(Math.min(...near.map((one) => one.height)) - NEAR);
    expect(line.high).toBeLessThan(Math.max(...near.map((one) => one.height)) + NEAR);
  }
}

test(promised('6.3'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await openCharts(page, base, `?channels=${STILL}&span=${spanText(pastSpan(4 * HOUR))}`);
  await cursor(page).scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await cursor(page).boundingBox())!;
  const at = (share: number) => ({ x: x + width * share, y: y + height / 2 });
  /** What is done makes this of the span: by shares of its length its start, and its end, are moved. */
  const makes = async (
    start: number,
    end: number,
    how: () => Promise<void>,
    within = 1_000,
  ): Promise<void> => {
    const { from, to } = endsOf(page);
    const length = to - from;
    await how();
    await expectEnds(page, { from: from + start * length, to: to + end * length }, within);
    await expect.poll(() => drawnEnds(page)).toEqual(endsOf(page));
  };
  // As near as a hand is: two pixels of four hours.
  const pixels = Math.ceil((2 * 4 * HOUR) / width);
  const drag = async (from: number, to: number): Promise<void> => {
    await page.mouse.move(at(from).x, at(from).y);
    await page.mouse.down();
    await page.mouse.move(at(to).x, at(to).y, { steps: 3 });
    await page.mouse.up();
  };
  const withKey = async (key: string, how: () => Promise<void>): Promise<void> => {
    await page.keyboard.down(key);
    await how();
    await page.keyboard.up(key);
  };

  // Mouse: dragged over, clicked twice, pulled.
  await makes(0.25, -0.25, () => drag(0.25, 0.75), pixels);
  await makes(-0.5, 0.5, () => page.mouse.dblclick(at(0.5).x, at(0.5).y), 2_000);
  await makes(-0.25, -0.25, () => withKey('Shift', () => drag(0.4, 0.65)), pixels);
  // Wheel: with control what is under the pointer stays there, with shift all goes along; alone it is for the page.
  await page.mouse.move(at(0.25).x, at(0.25).y);
  const half = 400 * Math.log(2);
  await makes(0.125, -0.375, () => withKey('Control', () => page.mouse.wheel(0, -half)), pixels);
  await makes(0.1, 0.1, () => withKey('Shift', () => page.mouse.wheel(0, width / 10)), pixels);
  await makes(0, 0, () => page.mouse.wheel(0, -1));
  // Fingers: one pulls, two stretch: twice as far apart, the span is half as long.
  const device = await page.context().newCDPSession(page);
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', ...shares: number[]) =>
    await device.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: shares.map((share, id) => ({ ...at(share), id })),
    });
  await makes(
    0.25,
    0.25,
    async () => {
      await touch('touchStart', 0.65);
      await touch('touchMove', 0.5);
      await touch('touchMove', 0.4);
      await touch('touchEnd');
    },
    pixels,
  );
  await makes(
    0.125,
    -0.375,
    async () => {
      await touch('touchStart', 0.25);
      await touch('touchStart', 0.25, 0.5);
      await touch('touchMove', 0.25, 0.6);
      await touch('touchMove', 0.25, 0.75);
      await touch('touchEnd');
    },
    pixels,
  );
  // Keys: the cursor goes, the span is stretched around it, moved by halves, and goes on.
  const press = async (key: string): Promise<void> => await cursor(page).press(key);
  await cursor(page).focus();
  await press('Home');
  await makes(0, 0, async () => {
    await press('ArrowRight');
    await press('Shift+ArrowRight');
  });
  const { from, to } = endsOf(page);
  const now = Number(await cursor(page).getAttribute('aria-valuenow'));
  expect(now).toBeCloseTo(from + ((to - from) * 11) / 200, 0);
  await press('Home');
  await makes(0, 1, () => press('-'));
  await makes(0, -0.5, () => press('+'));
  await makes(-0.5, -0.5, () => press('PageUp'));
  await makes(0.5, 0.5, () => press('PageDown'));
  await expect(page.locator('flash-charts:not([aria-busy])')).toBeVisible();
  const stand = { level: 60_000, at: await publishedAt(page, base) } as const;
  await expectDrawn(page, endsOf(page), stand);
  await press('l');
  expect(spanOf(page)).toMatch(/^(59min|1h|61min)$/);
});

/** When the newest value of the first curve in the CSV was read, UTC ms. */
async function newestTaken(page: Page): Promise<number> {
  const full = (await takeCsv(page)).slice(1).filter(([, mean]) => mean !== '');
  return Date.parse(full.at(-1)?.[0] ?? '');
}

test(promised('6.8'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await openCharts(page, base, `?channels=${CAVITY};${FIELD}&span=6h`);
  const live = page.locator('.live-word');
  await expect(live).toBeVisible();
  // The newest reading of the cavity is at the end of what is drawn, and each snapshot brings a newer one.
  for (let turn = 0; turn < 2; turn += 1) {
    const at = await publishSeen(page, sites);
    expect(await drawnEnds(page)).toEqual({ from: at - 6 * HOUR, to: at });
    expect(spanOf(page)).toBe('6h');
    await cursor(page).press('End');
    await expect(value(page, CAVITY)).toHaveText('30.4\u202fmK');
    const [time = '', mean] = (await takeCsv(page)).at(-1)!;
    expect([Date.parse(time), Number(mean)]).toEqual([at, 0.0304]);
    expect(await lineAt(canvasOf(page, 0), 'c1', 1)).not.toBeNull();
  }
  // Pulled half a span on: what comes is drawn, and the view stays to the millisecond.
  await cursor(page).press('PageDown');
  await expect(live).toBeHidden();
  const [address, ends] = [page.url(), await drawnEnds(page)];
  const at = await publishSeen(page, sites);
  expect(at).toBeGreaterThan(ends.from + 3 * HOUR);
  expect(ends.to).toBeGreaterThan(at);
  expect(await drawnEnds(page)).toEqual(ends);
  expect(page.url()).toBe(address);
  await expect.poll(() => newestTaken(page)).toBe(at);
  // Pulled into the past nothing comes.
  await cursor(page).press('PageUp');
  await cursor(page).press('PageUp');
  await expect(page.locator('flash-charts:not([aria-busy])')).toBeVisible();
  const past = await drawnEnds(page);
  const status = await page.locator('[data-x="status"]').textContent();
  const newest = await publishSeen(page, sites);
  expect(await drawnEnds(page)).toEqual(past);
  expect(past).toEqual({ from: ends.from - 6 * HOUR, to: ends.to - 6 * HOUR });
  expect(await page.locator('[data-x="status"]').textContent()).toBe(status);
  // Until one asks for it.
  await page.locator('[data-step="live"]').click();
  await expect(live).toBeVisible();
  expect(await drawnEnds(page)).toEqual({ from: newest - 6 * HOUR, to: newest });
  await expect(page.locator('flash-charts:not([aria-busy])')).toBeVisible();
  expect(await newestTaken(page)).toBe(newest);
});
