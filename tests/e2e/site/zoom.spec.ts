import type { Page } from '@playwright/test';
import { bucketsIn, CAVITY, lineAt, publishedAt, shareOf, ticksOf } from './charts-page.ts';
import { expect, test } from './fixture.ts';

const HOUR = 3_600_000;
const CAMPAIGN = 'runs/run_2026.11-quax/';
const TILE = /\/data\/series\/[^/]+\/\d+-\d+\./;

/** Opens the campaign and zooms its charts to an hour of some hours ago. */
async function zoomToAnHour(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/${CAMPAIGN}`);
  await page.locator('flash-timeline').scrollIntoViewIfNeeded();
  await page.locator('.plot.drawn').first().waitFor();
  await page.locator('flash-freshness .state').waitFor();
  await page.evaluate(
    (to) => {
      const timeline = document.querySelector<
        HTMLElement & { zoom(window: { from: number; to: number }): void }
      >('flash-timeline');
      timeline?.addEventListener('flash-finer', () => {
        timeline.dataset['finer'] = '';
      });
      timeline?.zoom({ from: to - 3_600_000, to });
    },
    Date.now() - 9 * HOUR,
  );
}

test('a zoomed campaign is drawn from tiles of minutes, two a chart, and the address keeps the window', async ({
  page,
  sites,
}) => {
  const paths: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (TILE.test(pathname)) paths.push(pathname);
  });
  const base = await sites.open('full');
  await zoomToAnHour(page, base);
  await expect(page.locator('flash-timeline[data-finer]')).toBeVisible();
  const charts = await page.locator('flash-timeline [data-panel]').count();
  expect(charts).toBeGreaterThan(0);
  expect(paths.length).toBeLessThanOrEqual(charts * 2);
  expect(paths.every((path) => path.includes('/60000-'))).toBe(true);
  const address = new URL(page.url()).searchParams;
  const window = { from: Number(address.get('from')), to: Number(address.get('to')) };
  expect(window.to - window.from).toBe(HOUR);
  // The canvas has gone along: its line goes through the minutes of that hour.
  const row = page.locator('flash-timeline [data-panel]').filter({ hasText: 'Cavity' });
  const ticks = await ticksOf(row.locator('[data-part="ticks"] span'));
  const minutes = bucketsIn(CAVITY, 60_000, await publishedAt(page, base), window);
  expect(minutes).toHaveLength(60);
  const colour = (await row.locator('path.line').getAttribute('class'))?.split(' ').at(-1) ?? '';
  for (const { t, mean } of [minutes[10]!, minutes[45]!]) {
    const across = (t + 30_000 - window.from) / HOUR;
    const line = await lineAt(row.locator('canvas'), colour, across);
    expect(line?.low).toBeLessThan(shareOf(ticks, mean * 1e3) + 0.04);
    expect(line?.high).toBeGreaterThan(shareOf(ticks, mean * 1e3) - 0.04);
  }
});

test('where tiles cannot be had, the charts stay and a sentence says why they are coarse', async ({
  page,
  sites,
}) => {
  await page.route(TILE, (route) => route.abort());
  await zoomToAnHour(page, await sites.open('full'));
  await expect(page.locator('[data-finer-trouble]')).toHaveText(/could not be loaded/);
  await expect(page.locator('.plot.drawn').first()).toBeVisible();
});
