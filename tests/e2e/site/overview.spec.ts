/** Storage, jobs, statistics and shifts in a browser: live, without script, stale. */

import { expect, test } from './fixture.ts';

const PATHS = ['/storage/', '/jobs/', '/statistics/', '/shifts/'] as const;

test('each page says its sentence and draws again in place when the snapshot goes on', async ({
  page,
  sites,
}) => {
  const url = await sites.open('full');
  await page.goto(`${url}/storage/`);
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  const before = await page.locator('.overview-head .as-of').textContent();
  await sites.publish('full', Date.now() + 1_000);
  await expect(page.locator('.overview-head .as-of')).not.toHaveText(before ?? '');
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);

  await page.goto(`${url}/statistics/?from=2001-01-01&to=2001-02-01`);
  await expect(page.locator('h1')).toContainText('No physics data from 1 Jan 2001');
  await page.goto(`${url}/statistics/?frm=1`);
  await expect(page.locator('.problem')).toContainText('“frm”');
  await page.goto(`${url}/shifts/`);
  await expect(page.locator('h1')).toContainText(/On shift: .+ \(shifter\) to/);
  await expect(page.locator('#flags s')).toHaveText('doubtful');
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });
  test('each page is read, and says that it cannot know of newer data', async ({ page, sites }) => {
    const url = await sites.open('full');
    for (const path of PATHS) {
      await page.goto(`${url}${path}`);
      await expect(page.locator('h1')).not.toBeEmpty();
      await expect(page.locator('main .sheet')).not.toHaveCount(0);
      await expect(page.locator('.noscript')).toContainText('cannot tell whether newer data exist');
    }
  });

  test('a publisher that died is told by the hub itself', async ({ page, sites }) => {
    const url = await sites.open('stale');
    for (const path of ['/', ...PATHS]) {
      await page.goto(`${url}${path}`);
      await expect(page.locator('main')).toContainText('No news since');
      await expect(page.locator('flash-freshness')).toContainText('stale, 4');
    }
  });
});

test('a publisher that died: no page claims that it is so now', async ({ page, sites }) => {
  const url = await sites.open('stale');
  for (const path of PATHS) {
    await page.goto(`${url}${path}`);
    await expect(page.locator('main')).toContainText('No news since');
  }
});
