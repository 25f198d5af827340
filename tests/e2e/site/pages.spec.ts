/** Every template: no accessibility fault, no error, nothing wider than the screen; in both themes, full, empty and stale. */

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, PAGES, test } from './fixture.ts';

const THEMES = ['light', 'dark'] as const;
const WIDTHS = [390, 1440] as const;
/** A folder for pictures of every page, for people to look at; no test compares them. */
const PICTURES = process.env['FLASH_PICTURES'];
const MORE_ROWS = 'table.data tbody tr:nth-child(n + 13)';
/** What says how things are now: it must not look fine where nothing is known. */
const WATCHED = new Set(['alarms', 'dashboard', 'alarm-page']);

async function look(page: Page, url: string, name: string): Promise<void> {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    const isExpected = name.includes('not-found') || message.text().includes('404');
    if (message.type() === 'error' && !isExpected) faults.push(message.text());
  });
  await page.goto(url);
  await expect(page.locator('flash-freshness .state')).toBeVisible();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(over, `${name} at ${width} px`).toBeLessThanOrEqual(0);
    if (PICTURES !== undefined) {
      await page.screenshot({ path: `${PICTURES}/${name}-${width}.png`, fullPage: true });
    }
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      // Hundreds of rows of one template took most of the time: the first dozen tell the same.
      .exclude(MORE_ROWS)
      .analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    );
    expect(found, `${name} at ${width} px`).toEqual([]);
  }
  expect(faults, name).toEqual([]);
}

for (const colorScheme of THEMES) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    for (const { name, path } of PAGES) {
      test(`${name}, full`, async ({ page, sites }) => {
        await look(page, `${await sites.open('full')}${path}`, `${name}-full-${colorScheme}`);
      });
    }

    for (const kind of ['empty', 'stale'] as const) {
      const watched = PAGES.filter(({ name }) => WATCHED.has(name));
      for (const { name, path } of [...PAGES.slice(0, kind === 'empty' ? 2 : 4), ...watched]) {
        test(`${name}, ${kind}`, async ({ page, sites }) => {
          await look(page, `${await sites.open(kind)}${path}`, `${name}-${kind}-${colorScheme}`);
        });
      }
    }
  });
}
