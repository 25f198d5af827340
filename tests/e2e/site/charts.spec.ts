/** The page of charts in a browser: its address, its cursor, wheel and keys, what is taken out, twelve panels, no script, a phone, axe. */

import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { KEY_CHANNELS } from '../../support/site-fixture/channels.ts';
import { expect, test } from './fixture.ts';

const CAVITY = 'qfridge/ch5-t';
const FIELD = 'magnet/field';
const HOUR = 3_600_000;

/** A span of the past, so that the same stands there whenever one looks. */
function fixed(hours = 3, back = 6): string {
  const to = Math.floor((Date.now() - back * HOUR) / 60_000) * 60_000;
  const iso = (t: number): string => `${new Date(t).toISOString().slice(0, 16)}Z`;
  return `${iso(to - hours * HOUR)}..${iso(to)}`;
}

const spanOf = (page: Page): string => new URL(page.url()).searchParams.get('span') ?? '';
const cursor = (page: Page) => page.getByRole('slider');

async function open(page: Page, base: string, search: string): Promise<void> {
  await page.goto(`${base}/charts/${search}`);
  await expect(page.locator('.plot.drawn').first()).toBeVisible();
  await expect(page.locator('flash-freshness .state')).toBeVisible();
}

/** Rows of a CSV without quoted fields. */
async function takeCsv(page: Page): Promise<readonly (readonly string[])[]> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const text = await readFile(await (await download).path(), 'utf8');
  return text
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
}

test('the address is the state: zoom, move, live and back; a live span goes on until one zooms', async ({
  page,
  sites,
}) => {
  await open(page, await sites.open('full'), `?channels=${CAVITY};${FIELD}&span=6h`);
  await cursor(page).focus();
  await cursor(page).press('+');
  expect(spanOf(page)).toMatch(/^2\d{3}-.*Z\.\.2.*Z$/);
  const zoomed = spanOf(page);
  await sites.publish('full', Date.now() + 2_000);
  await cursor(page).press('PageUp');
  await expect.poll(() => spanOf(page)).not.toBe(zoomed);
  await page.goBack();
  expect(spanOf(page)).toBe(zoomed);
  await page.goBack();
  expect(spanOf(page)).toBe('6h');
  await expect(page.locator('[data-x="status"]')).toContainText('The last 6');
  const before = await page.locator('[data-x="status"]').textContent();
  await sites.publish('full', Date.now() + 4_000);
  await cursor(page).hover();
  await cursor(page).dispatchEvent('wheel', { deltaY: 200, ctrlKey: true, clientX: 900 });
  await expect.poll(() => spanOf(page)).toContain('..');
  await page.locator('[data-step="live"]').click();
  await expect.poll(() => spanOf(page)).toMatch(/^\d+(min|h|d)$/);
  await expect(page.locator('[data-x="status"]')).not.toHaveText(before ?? '');
});

test('what the cursor says is what the CSV has, and the picture is what is shown', async ({
  page,
  sites,
}) => {
  await open(page, await sites.open('full'), `?channels=${CAVITY},${FIELD}&span=${fixed()}`);
  const rows = await takeCsv(page);
  expect(rows[0]).toEqual([
    'time_utc',
    ...[`${CAVITY} * [K]`, `${FIELD} * [T]`].flatMap((name) =>
      ['mean', 'min', 'max'].map((what) => name.replace('*', what)),
    ),
  ]);
  // Three hours of minutes.
  expect(rows.length).toBe(181);
  await cursor(page).press('Home');
  for (let i = 0; i < 4; i += 1) await cursor(page).press('Shift+ArrowRight');
  const t = Number(await cursor(page).getAttribute('aria-valuenow'));
  const nearest = rows
    .slice(1)
    .toSorted((a, b) => Math.abs(Date.parse(a[0]!) - t) - Math.abs(Date.parse(b[0]!) - t))[0]!;
  const shown = page.locator(`output[data-value="${CAVITY}"]`);
  await expect(shown).toHaveText(`${(Number(nearest[1]) * 1e3).toPrecision(3)}\u202fmK`);
  await expect(page.locator(`output[data-value="${FIELD}"]`)).toHaveText(
    `${Number(nearest[4]).toFixed(2)}\u202fT`,
  );
  await expect(cursor(page)).toHaveAttribute('aria-valuetext', /UTC; Cavity .*mK; Field .*T/);
  const line = page.locator('.xcursor > i');
  const [box, at] = [await cursor(page).boundingBox(), await line.boundingBox()];
  const low = Number(await cursor(page).getAttribute('aria-valuemin'));
  const high = Number(await cursor(page).getAttribute('aria-valuemax'));
  const wanted = box!.x + ((t - low) / (high - low)) * box!.width;
  expect(Math.abs(at!.x - wanted)).toBeLessThan(1);
  // The cursor stands over the plot, to the pixel.
  const plot = await page.locator('.plot').first().boundingBox();
  expect(Math.abs(plot!.x - box!.x)).toBeLessThan(1.5);
  expect(Math.abs(plot!.x + plot!.width - box!.x - box!.width)).toBeLessThan(1.5);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'SVG' }).click();
  const svg = await readFile(await (await download).path(), 'utf8');
  expect(svg).toContain(`Cavity (${CAVITY})`);
  const png = page.waitForEvent('download');
  await page.getByRole('button', { name: 'PNG' }).click();
  expect((await readFile(await (await png).path())).subarray(1, 4).toString()).toBe('PNG');
});

/** Both ends of the span in the address, UTC ms. */
function endsOf(page: Page): readonly [number, number] {
  const [from = '', to = ''] = spanOf(page).split('..');
  return [Date.parse(from), Date.parse(to)];
}

test('dragged with shift the span is pulled along; one finger pulls it, two stretch it', async ({
  page,
  sites,
}) => {
  await open(page, await sites.open('full'), `?channels=${CAVITY}&span=${fixed(4)}`);
  const { x, y, width, height } = (await cursor(page).boundingBox())!;
  const at = (share: number) => ({ x: x + width * share, y: y + height / 2 });
  const [from, to] = endsOf(page);
  await page.keyboard.down('Shift');
  await page.mouse.move(at(0.4).x, at(0.4).y);
  await page.mouse.down();
  await page.mouse.move(at(0.65).x, at(0.65).y, { steps: 3 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  // A quarter of four hours to the right shows what was an hour earlier.
  await expect.poll(() => endsOf(page)[0]).not.toBe(from);
  expect(endsOf(page).map((end) => Math.round(end / 60_000))).toEqual(
    [from, to].map((end) => Math.round((end - HOUR) / 60_000)),
  );

  const device = await page.context().newCDPSession(page);
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', shares: readonly number[]) =>
    await device.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: shares.map((share, id) => ({ ...at(share), id })),
    });
  await touch('touchStart', [0.65]);
  await touch('touchMove', [0.5]);
  await touch('touchMove', [0.4]);
  await touch('touchEnd', []);
  await expect.poll(() => Math.abs(endsOf(page)[0] - from)).toBeLessThan(60_000);

  // Twice as far apart, and what was under the fingers stays there: the span is half as long.
  await touch('touchStart', [0.25]);
  await touch('touchStart', [0.25, 0.5]);
  await touch('touchMove', [0.25, 0.6]);
  await touch('touchMove', [0.25, 0.75]);
  await touch('touchEnd', []);
  await expect.poll(() => Math.abs(endsOf(page)[0] - from - HOUR / 2)).toBeLessThan(60_000);
  expect(Math.abs(endsOf(page)[1] - from - 2.5 * HOUR)).toBeLessThan(60_000);
});

test('channels are found and added by keys, and taken away; what the address asks in vain is named', async ({
  page,
  sites,
}) => {
  await open(page, await sites.open('full'), `?channels=${CAVITY},nobody&span=1d&colour=red`);
  await expect(page.locator('.note')).toContainText('channels=nobody');
  await expect(page.locator('.note')).toContainText('colour');
  await page.getByText('Choose channels').click();
  const find = page.getByLabel('Find a channel');
  await find.fill('magnet field');
  await expect(page.locator('.xchannels li')).toHaveCount(1);
  await find.press('Enter');
  await expect(page.locator('.xpanel')).toHaveCount(2);
  expect(new URL(page.url()).searchParams.get('channels')).toBe(`${CAVITY};${FIELD}`);
  await page.locator('.xtools').first().getByText('log').click();
  expect(new URL(page.url()).searchParams.get('log')).toBe('1');
  await page.locator('.xtools').first().getByText('remove').click();
  await expect(page.locator('.xpanel')).toHaveCount(1);
  await page.goBack();
  await expect(page.locator('.xpanel')).toHaveCount(2);
});

test('twelve panels; a second span over the first, and below it', async ({ page, sites }) => {
  const others = ['qfridge/ch1-t', 'qfridge/ch2-t', 'qfridge/ch4-t', 'qfridge/p1', 'qfridge/p3'];
  const names = [
    ...KEY_CHANNELS.map(({ channel }) => channel),
    'lnf-daq/flash.collector.up/collector=daq',
    'lnf-daq/flash.collector.up/collector=storage',
    ...others,
  ];
  const base = await sites.open('full');
  await open(page, base, `?channels=${names.join(';')}&span=1d`);
  await expect(page.locator('.xpanel')).toHaveCount(12);
  await expect(page.locator('.xpanel .no-data')).toHaveCount(5);
  const lefts = await page
    .locator('.xpanel .plot')
    .evaluateAll((plots) => new Set(plots.map((plot) => plot.getBoundingClientRect().left)).size);
  expect(lefts).toBe(1);
  await open(page, base, `?channels=${CAVITY}&span=3h&compare=-1d`);
  await cursor(page).press('ArrowLeft');
  await expect(page.locator(`[data-other="${CAVITY}"]`)).toHaveText(/mK$/);
  await open(page, base, `?channels=${CAVITY}&span=3h&compare=-1d&below=1`);
  await expect(page.locator('.xpanel')).toHaveCount(2);
  await expect(page.locator('.xsecond')).toContainText('24 h earlier');
});

test('a chart in a text is drawn from the newest data, and is never stale silently', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}/docs/data/charts/`);
  const chart = page.locator('flash-chart');
  await chart.scrollIntoViewIfNeeded();
  await expect(chart.locator('.plot.drawn')).toHaveCount(2);
  await expect(chart.locator('.xembed')).toContainText('The last 6');
  await page.goto(`${await sites.open('stale')}/docs/data/charts/`);
  await chart.scrollIntoViewIfNeeded();
  await expect(chart.locator('.xembed strong')).toContainText('nothing newer is published');
  await page.goto(`${await sites.open('empty')}/docs/data/charts/`);
  await chart.scrollIntoViewIfNeeded();
  await expect(chart.locator('.xembed strong')).toContainText('Not in the snapshot: magnet/field');
});

test.describe('without JavaScript, on a phone', () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });

  test('the form draws pictures and a table, links move, nothing scrolls sideways', async ({
    page,
    sites,
  }) => {
    const base = await sites.open('full');
    await page.goto(`${base}/charts/`);
    const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(beyond).toBe(0);
    await page.getByLabel('Channels', { exact: true }).fill(`${CAVITY};${FIELD}`);
    await page.getByLabel('Span').fill('1d');
    await page.getByRole('button', { name: 'Show' }).click();
    await expect(page.locator('.xpanel svg .xline')).toHaveCount(2);
    expect(await page.locator('.xpanel svg .xline').first().getAttribute('d')).toMatch(/^M-?\d/);
    await page.getByText('As a table').click();
    await expect(page.locator('.twin tbody tr').first()).toContainText('mK');
    await page.locator('[data-step="earlier"]').click();
    expect(spanOf(page)).toContain('..');
    await page.getByText('Choose channels').click();
    await page.getByLabel('Find a channel').fill('still');
    await page.getByLabel('Find a channel').press('Enter');
    await page.locator('.xchannels a.add').first().click();
    await expect(page.locator('.xpanel')).toHaveCount(3);
    await page.goto(`${base}/docs/data/charts/`);
    await expect(page.locator('flash-chart')).toContainText('Open in Charts');
    const picture = page.getByRole('img', { name: /magnet.*numbers are in Charts/ });
    await picture.scrollIntoViewIfNeeded();
    const address = await picture.getAttribute('src');
    const svg = await (await page.request.get(`${base}${address}`)).text();
    expect(svg.match(/d="M-?\d[^"]{99,}"\s+fill="none"\s+stroke="oklch/g)).toHaveLength(2);
    expect(svg).toMatch(/As of 2\d{3}-\d\d-\d\dT\d\d:/);
    await expect
      .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth))
      .toBe(1200);
  });
});

test('axe finds nothing, in both themes, also where data are old or there are none', async ({
  page,
  sites,
}) => {
  const rich = `/charts/?channels=${CAVITY},${FIELD};qfridge/p1&span=1d&compare=-1d&colour=red&find=t`;
  for (const [kind, path, colorScheme] of [
    ['full', rich, 'light'],
    ['full', rich, 'dark'],
    ['full', '/docs/data/charts/', 'light'],
    ['stale', '/charts/', 'dark'],
    ['empty', '/charts/', 'light'],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto((await sites.open(kind)) + path);
    if (path.startsWith('/docs/')) await page.locator('flash-chart').scrollIntoViewIfNeeded();
    if (kind !== 'empty') await expect(page.locator('.plot.drawn').first()).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [path, id, nodes.map(({ html }) => html)])).toEqual(
      [],
    );
  }
});
