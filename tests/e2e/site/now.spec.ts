/** The Now page in a browser: new data replace old in place, silence becomes stale, and without script nothing is claimed. */

import { promised } from '../../support/promises.ts';
import { expect, test } from './fixture.ts';

test(promised('9.7', 'a newer snapshot on an open page'), async ({ page, sites }) => {
  const url = await sites.open('full');
  await page.goto(url);
  await expect(page.locator('flash-freshness')).toHaveText(/live/);
  // Files are news for some seconds only, and a first page may take as long where much else runs.
  await sites.publish('full', Date.now());
  await expect(page.locator('h1')).toContainText('Taking physics data');
  // The badge speaks before the page's own data are there: only then times become ages, once, and that is not meant here.
  await expect(page.locator('.tile .age').first()).toHaveText(/ago|future/);
  await page.evaluate(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: 'layout-shift', buffered: false });
  });
  const before = await page.locator('.as-of').textContent();
  await sites.publish('full', Date.now() + 1_000);
  await expect(page.locator('.as-of')).not.toHaveText(before ?? '');
  const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.01);
});

test('the tiles stay where they are when the sentence becomes shorter', async ({ page, sites }) => {
  await page.goto(await sites.open('full'));
  const head = page.locator('[data-section="head"]');
  const place = async () => (await page.locator('.tiles').boundingBox())?.y;
  await head.evaluate((element) => (element.querySelector('h1')!.textContent = 'One line.'));
  const short = await place();
  await head.evaluate(
    (element) => (element.querySelector('h1')!.textContent = 'A long sentence. '.repeat(7)),
  );
  expect(await place()).toBe(short);
});

test('what stands below the sentence is not moved by a shorter one, also on a phone', async ({
  page,
  sites,
}) => {
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(await sites.open('full'));
    await expect(page.locator('h1')).toContainText('Taking physics data');
    const placesOf = async () =>
      await page
        .locator('.lede, .tiles')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().y));
    const before = await placesOf();
    await page.route('**/data/snapshot.json', (route) => route.abort());
    await expect(page.locator('h1')).toContainText('No news since');
    expect(await placesOf()).toEqual(before);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }
});

test(
  promised('1.9', 'the snapshot is old: badge, sentence and every tile say so'),
  async ({ page, sites }) => {
    await page.goto(await sites.open('stale'));
    await expect(page.locator('flash-freshness')).toHaveText(/stale, 4\smin old/);
    await expect(page.locator('flash-freshness .shape')).toHaveClass(/attention/);
    await expect(page.locator('h1')).toContainText('No news since');
    await expect(page.locator('.tile[data-state="stale"]')).toHaveCount(6);
  },
);

test(promised('1.9', 'the server does not answer'), async ({ page, sites }) => {
  await page.goto(await sites.open('full'));
  await expect(page.locator('h1')).toContainText('Taking physics data');
  await page.route('**/data/snapshot.json', (route) => route.abort());
  await expect(page.locator('flash-freshness')).toContainText('the server does not answer');
  await expect(page.locator('h1')).toContainText('No news since');
});

test('a channel that is silent says since when', async ({ page, sites }) => {
  await page.goto(await sites.open('full'));
  await expect(page.locator('#channels tr', { hasText: 'Outer vacuum' })).toContainText(
    /stale since \d\d:\d\d:\d\d/,
  );
});

test('an empty catalogue is empty in words', async ({ page, sites }) => {
  await page.goto(await sites.open('empty'));
  await expect(page.locator('h1')).toHaveText(/Nothing has been recorded yet/);
  await expect(page.locator('.tile[data-state="none"]')).toHaveCount(6);
});

test('the theme is remembered', async ({ page, sites }) => {
  await page.goto(await sites.open('full'));
  await page.getByRole('button', { name: /light and dark/ }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('DEMO is on every page, and says what it means', async ({ page, sites }) => {
  const url = await sites.open('full');
  for (const path of ['/', '/runs/', '/docs/procedures/start-of-shift/', '/nothing/']) {
    await page.goto(`${url}${path}`);
    await page.getByRole('button', { name: 'DEMO' }).click();
    await expect(page.getByText('files 1:100 of FLASH')).toBeVisible();
  }
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the page is there with the time of its data, no age, and says what it cannot know', async ({
    page,
    sites,
  }) => {
    await page.goto(await sites.open('full'));
    await expect(page.locator('h1')).toContainText('Taking physics data');
    await expect(page.locator('.as-of')).toContainText(/as of .* UTC/);
    expect(await page.content()).toContain(
      'Without JavaScript this page cannot tell whether newer data exist',
    );
    expect(await page.locator('main').textContent()).not.toMatch(/\d\s(s|min) ago/);
  });
});
