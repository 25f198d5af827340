/** Now on a wall: read from three metres, on one screen, new without a hand. */

import type { Page } from '@playwright/test';
import { promised } from '../../support/promises.ts';
import { expect, test } from './fixture.ts';

/** What a passer-by misses on that screen; empty: nothing. */
async function missingOn(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const { scrollHeight, scrollWidth } = document.documentElement;
    const faults: string[] = [];
    if (scrollHeight > innerHeight || scrollWidth > innerWidth) faults.push('the page scrolls');
    for (const part of document.querySelectorAll('.tile, h1, .lede, #needs, #needs li, #log li')) {
      if (!part.checkVisibility()) continue;
      const { bottom, right } = part.getBoundingClientRect();
      const isCut = part.scrollHeight > part.clientHeight + 1 && part.clientHeight > 0;
      if (isCut || bottom > innerHeight || right > innerWidth)
        faults.push(`${part.className || part.localName}: ${part.textContent?.slice(0, 60)}`);
    }
    for (const part of document.querySelectorAll('main *')) {
      const isText = [...part.childNodes].some(({ nodeType, data }: Node & { data?: string }) => {
        return nodeType === Node.TEXT_NODE && data?.trim() !== '';
      });
      if (!isText || !part.checkVisibility() || part.closest('.sr-only, sub') !== null) continue;
      // On a screen of 55 inches, 69 cm high: an answer is 17 mm from line to line, nothing less than 11 mm.
      const height = Math.min(innerHeight, (innerWidth * 9) / 16);
      const least = height / (part.closest('h1, .figure, .answer') === null ? 62 : 40);
      const { fontSize } = getComputedStyle(part.closest('.figure') ?? part);
      if (Number.parseFloat(fontSize) < least) faults.push(`${fontSize}: ${part.textContent}`);
    }
    return faults;
  });
}

test(promised('1.10'), async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}/?wall`);
  const wallClock = page.locator('[data-wall-clock]');
  await expect(wallClock).toHaveText(/\d\d:\d\d:\d\d UTC/);
  await expect(page.locator('.tile .age').first()).toHaveText(/ago/);
  for (const [width, height] of [
    [1920, 1080],
    [1920, 1200],
    [3840, 2160],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await missingOn(page), `${width} by ${height}`).toEqual([]);
  }
  await expect(page.locator('#needs strong')).toBeInViewport({ ratio: 1 });
  await expect(page.locator('#log li').first()).toBeInViewport({ ratio: 1 });
  // It goes on by itself: the clock, and what a newer snapshot holds.
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  const [before, then] = [
    await page.locator('.as-of').textContent(),
    await wallClock.textContent(),
  ];
  await sites.publish('full', Date.now() + 1_000);
  await expect(page.locator('.as-of')).not.toHaveText(before ?? '');
  await expect(wallClock).not.toHaveText(then ?? '');
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  await page.goto(`${await sites.open('stale')}/?wall`);
  await expect(page.locator('h1')).toContainText('No news since');
  await expect(page.locator('flash-freshness')).toContainText('stale');
});
