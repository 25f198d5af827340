/** Every template: no accessibility fault, no error, no layout shift, nothing wider than the screen; in both themes, full, empty, stale, and without JavaScript. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { promised } from '../../support/promises.ts';
import { compareLayouts, layoutOf, type Layout } from './layout.ts';
import { expect, IS_WHOLE, PAGES, pagesInTurn, test, watchShifts, type Sites } from './fixture.ts';

const THEMES = ['light', 'dark'] as const;
/** Colours do not depend on the width nor the order of a page on the theme: axe, which takes longest, looks at one width of each. */
const WIDTHS = { light: [390, 1440], dark: [1440, 390] } as const;
/** A folder for pictures of every page, for people to look at; no test compares them. */
const PICTURES = process.env['FLASH_PICTURES'];
const MORE_ROWS = 'table.data tbody tr:nth-child(n + 13)';
/** What says how things are now: it must not look fine where nothing is known. */
const WATCHED = new Set(['alarms', 'dashboard', 'alarm-page']);

async function faultsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    // Hundreds of rows of one template took most of the time: the first dozen tell the same.
    .exclude(MORE_ROWS)
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
}

const LAYOUTS = join(import.meta.dirname, 'layouts.json');
const readLayouts = (): Readonly<Record<string, Layout>> =>
  JSON.parse(readFileSync(LAYOUTS, 'utf8')) as Record<string, Layout>;

/** Compares with the layout that was accepted last; `FLASH_ACCEPT_LAYOUTS=1` accepts what is there now. */
async function lookLikeBefore(page: Page, name: string, width: number): Promise<void> {
  const key = `${name.replace(/-(?:light|dark)$/, '')} at ${width} px`;
  const layout = await layoutOf(page);
  const layouts = readLayouts();
  // The long form also looks at states of a page that the short one leaves out, and nobody has accepted.
  if (IS_WHOLE && layouts[key] === undefined) return;
  if (process.env['FLASH_ACCEPT_LAYOUTS'] !== '1') {
    const hint = `${key}: look at it; where it is right: FLASH_ACCEPT_LAYOUTS=1 npm test pages`;
    return expect(compareLayouts(layouts[key] ?? [], layout), hint).toEqual([]);
  }
  expect(process.env['CI'], 'layouts are not accepted where they are checked').not.toBe('true');
  const all = Object.entries({ ...layouts, [key]: layout }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(LAYOUTS, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
}

/** Looks at a page that comes bit by bit: it does not shift, and at each width it is as it was; axe looks at the last, also in `another` theme. */
async function lookAt(
  page: Page,
  url: string,
  name: string,
  widths: readonly number[],
  another: (typeof THEMES)[number],
): Promise<void> {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    const isExpected = name.includes('not-found') || message.text().includes('404');
    if (message.type() === 'error' && !isExpected) faults.push(message.text());
  });
  // It comes at the first of the widths: on a phone in one theme, on a desk in the other.
  await page.setViewportSize({ width: widths[0] ?? 390, height: 900 });
  const shifts = await watchShifts(page);
  await page.goto(url);
  await expect(page.locator('flash-freshness .state')).toBeVisible();
  const isStale = name.includes('-stale-');
  const age = isStale ? /^stale, [4-9]\smin old$/ : /^(?:live|stale), \d+\ss old$/;
  await expect(page.locator('flash-freshness'), name).toHaveText(age);
  expect(await shifts(), `${name} shifts`).toEqual([]);
  for (const [i, width] of widths.entries()) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(over, `${name} at ${width} px`).toBeLessThanOrEqual(0);
    if (PICTURES !== undefined) {
      await page.screenshot({ path: `${PICTURES}/${name}-${width}.png`, fullPage: true });
    }
    await lookLikeBefore(page, name, width);
    if (i === widths.length - 1) expect(await faultsOf(page), `${name} at ${width} px`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: another });
  expect(await faultsOf(page), `${name} in ${another}`).toEqual([]);
  expect(faults, name).toEqual([]);
}

for (const [turn, kind] of (['full', 'empty', 'stale'] as const).entries()) {
  const watched = PAGES.filter(({ name }) => WATCHED.has(name));
  const few = [...PAGES.slice(0, kind === 'empty' ? 2 : 4), ...watched];
  for (const [i, { name, path }] of (IS_WHOLE || kind === 'full' ? PAGES : few).entries()) {
    // It comes at another width and in another theme than the one before, and is then looked at in both.
    for (const first of IS_WHOLE ? THEMES : pagesInTurn(THEMES, (i + turn) % 2, 2)) {
      const second = first === 'light' ? 'dark' : 'light';
      const look = async (page: Page, sites: Sites): Promise<void> => {
        await page.emulateMedia({ colorScheme: first });
        const url = `${await sites.openSlowly(kind)}${path}`;
        await lookAt(page, url, `${name}-${kind}-${first}`, WIDTHS[first], second);
      };
      if (kind === 'full')
        test(promised('9.3', `${name}, ${first} first`), ({ page, sites }) => look(page, sites));
      else
        test(promised('9.9', `${name}, ${kind}, ${first} first`), ({ page, sites }) =>
          look(page, sites),
        );
    }
  }
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  test(promised('9.4', 'without script, on the smallest phone'), async ({ page, sites }) => {
    const base = await sites.open('full');
    for (const { name, path } of PAGES) {
      await page.goto(base + path);
      await expect(page.locator('h1'), name).toBeVisible();
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(over, name).toBeLessThanOrEqual(0);
      await expect(page.locator('.noscript').first(), name).toContainText('cannot tell');
    }
  });
});

test(promised('9.9', 'broken: the script never came'), async ({ page, sites }) => {
  // Axe is a script itself: the site's own is kept away instead.
  await page.route('**/_astro/*.js', (route) => route.abort());
  const base = await sites.open('full');
  for (const [i, { name, path }] of pagesInTurn(PAGES, 0, 2).entries()) {
    await page.emulateMedia({ colorScheme: i % 2 === 0 ? 'dark' : 'light' });
    await page.goto(base + path);
    expect(await faultsOf(page), name).toEqual([]);
  }
});

test('a broken template is told by its layout, another font is not', async ({ page, sites }) => {
  const base = await sites.open('full');
  await page.setViewportSize({ width: 1440, height: 900 });
  const differences = async (name: string): Promise<readonly string[]> =>
    compareLayouts(readLayouts()[`${name}-full at 1440 px`] ?? [], await layoutOf(page));
  for (const { name, path } of PAGES.slice(0, 4)) {
    await page.goto(base + path);
    await expect(page.locator('flash-freshness .state')).toBeVisible();
    const style = '* { font-family: serif !important; letter-spacing: 0.03em !important }';
    await page.addStyleTag({ content: style });
    expect(await differences(name), `${name} in another font`).toEqual([]);
  }
  await page.goto(`${base}/`);
  await page.evaluate(() => document.querySelector('main')?.append(document.querySelector('h1')!));
  expect(await differences('now'), 'a heading that moved').not.toEqual([]);
  await page.route('**/*.css', (route) => route.abort());
  for (const { name, path } of PAGES.slice(2, 4)) {
    await page.goto(base + path);
    expect(await differences(name), `${name} without styles`).not.toEqual([]);
  }
});
