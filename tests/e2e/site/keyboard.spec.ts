/** Every kind of page by the keyboard alone: all that can be used is reached in its order, is seen when it is, and nothing holds the focus. */

import type { Page } from '@playwright/test';
import { expect, IS_WHOLE, PAGES, test } from './fixture.ts';

/** Long lists are all alike: their first and their last are looked at. */
const MOST = IS_WHOLE ? 45 : 20;
/** On a phone the order is that of a desk: what is different is how its beginning is laid out. */
const MOST_ON_A_PHONE = IS_WHOLE ? 25 : 15;
const FROM_THE_END = IS_WHOLE ? 10 : 5;

interface Stop {
  readonly what: string;
  /** What is wrong with how it is seen; empty: nothing. */
  readonly fault: string;
}

/** What has the focus, and whether a reader sees that it has. */
async function stopHere(): Promise<Stop | null> {
  const at = document.activeElement;
  if (at === null || at === document.body) return null;
  Object.assign(at, { reached: true });
  const faultNow = (): string => {
    const { top, bottom, left, right, width, height } = at.getBoundingClientRect();
    const isInSight = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    if (!isInSight || width * height === 0) return 'is out of sight';
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
    const isMarked = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    if (!isMarked) return 'does not show that it has the focus';
    // The cursor lies below the charts that it reads.
    if (at.matches('.cursor')) return '';
    // Links may wrap: a part of one is enough.
    const isOpen = [...at.getClientRects()].some((box) => {
      const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return over !== null && (at.contains(over) || over.contains(at));
    });
    return isOpen ? '' : 'is covered by something else';
  };
  // What is focused is scrolled into sight in the frame after.
  if (faultNow() !== '')
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return { what: at.outerHTML.slice(0, 120), fault: faultNow() };
}

const USABLE = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';

/** What can be used and was never reached; of a group of radio buttons one is enough, what is closed or hidden does not count. */
function missedOf(usable: string): {
  readonly all: number;
  readonly missed: readonly string[];
  /** Those of them that stand before what was reached last. */
  readonly passed: readonly string[];
} {
  const groups = new Map<string, HTMLElement[]>();
  const shown = [...document.querySelectorAll<HTMLElement>(usable)].filter(
    (one) =>
      one.tabIndex >= 0 &&
      // Rows of which only those in sight exist: an own test below moves among them.
      one.closest('.files-frame [aria-rowindex]') === null &&
      !one.matches(':disabled') &&
      one.checkVisibility({ visibilityProperty: true }),
  );
  for (const [at, one] of shown.entries()) {
    const isRadio = one instanceof HTMLInputElement && one.type === 'radio';
    const name = isRadio ? `radio ${one.name}` : `${at}`;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  const isMissed = (group: readonly HTMLElement[]): boolean =>
    group.every((one) => !('reached' in one));
  const inOrder = [...groups.values()];
  const last = inOrder.findLastIndex((group) => !isMissed(group));
  const namesOf = (missed: readonly (readonly HTMLElement[])[]): readonly string[] =>
    missed.map(([one]) => one?.outerHTML.slice(0, 120) ?? '');
  return {
    all: inOrder.length,
    missed: namesOf(inOrder.filter(isMissed)),
    passed: namesOf(inOrder.slice(0, last + 1).filter(isMissed)),
  };
}

async function walk(page: Page, key: 'Tab' | 'Shift+Tab', steps: number): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let i = 0; i < steps; i += 1) {
    await page.keyboard.press(key);
    const stop = await page.evaluate(stopHere);
    if (stop === null) break;
    stops.push(stop);
  }
  return stops;
}

/** The same page on a phone, from its beginning. */
async function walkOnAPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('*')) Reflect.deleteProperty(one, 'reached');
    scrollTo(0, 0);
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
  });
  const stops = await walk(page, 'Tab', MOST_ON_A_PHONE);
  expect(stops[0]?.what).toContain('#');
  const { missed, passed } = await page.evaluate(missedOf, USABLE);
  expect(stops.length < MOST_ON_A_PHONE ? missed : passed, 'passed over on a phone').toEqual([]);
  expect(
    stops.filter(({ fault }) => fault !== ''),
    'on a phone',
  ).toEqual([]);
}

for (const { name, path } of PAGES) {
  test(`${name}: Tab reaches all that can be used, and it is seen`, async ({ page, sites }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(`${await sites.open('full')}${path}`);
    await expect(page.locator('flash-freshness .state')).toBeVisible();
    const { all } = await page.evaluate(missedOf, USABLE);
    const isLong = all > MOST;
    // Boxes that scroll are stops besides.
    const stops = await walk(page, 'Tab', isLong ? MOST : all + 20);
    expect(stops[0]?.what).toContain('#');
    if (!isLong) expect((await page.evaluate(missedOf, USABLE)).missed).toEqual([]);
    const faults = stops.filter(({ fault }) => fault !== '');
    if (isLong) {
      await page
        .locator('footer')
        .last()
        .evaluate((footer) => {
          footer.tabIndex = -1;
          footer.focus();
        });
      const last = await walk(page, 'Shift+Tab', FROM_THE_END);
      expect(last.length).toBe(FROM_THE_END);
      faults.push(...last.filter(({ fault }) => fault !== ''));
    }
    expect(faults).toEqual([]);
    await walkOnAPhone(page);
  });
}

test('on a phone the menu of the handbook opens, is walked and closes by keys', async ({
  page,
  sites,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${await sites.open('full')}/docs/procedures/start-of-shift/`);
  await expect(page.locator('flash-freshness .state')).toBeVisible();
  const menu = page.getByRole('button', { name: 'Menu' });
  const pages = page.locator('#starlight__sidebar');
  await expect(pages).toBeHidden();
  await menu.focus();
  await page.keyboard.press('Enter');
  await expect(pages.locator('a[aria-current="page"]')).toBeVisible();
  const stops = await walk(page, 'Tab', 6);
  expect(stops.filter(({ fault }) => fault !== '')).toEqual([]);
  await expect(pages.locator(':focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(pages).toBeHidden();
  await expect(menu).toBeFocused();
});

test('a run of thousands of files is one stop; arrow keys move among its rows and what can be done there', async ({
  page,
  sites,
}) => {
  // The rest of its files comes in parts, which take their time.
  let isHeld = true;
  await page.route('**/data/run/*/138.r*.json*', async (route) => {
    const run = (await (await route.fetch()).json()) as { readonly files: object };
    const fileParts = ['part.json'];
    await page.route('**/data/part.json*', async (part) => {
      await expect.poll(() => isHeld).toBe(false);
      await part.fulfill({ json: run.files });
    });
    await route.fulfill({ json: { ...run, fileParts } });
  });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${await sites.open('full')}/runs/run_2026.11-quax/138/`);
  const frame = page.locator('.files-frame');
  await frame.focus();
  await expect(frame).toHaveAttribute('aria-label', /arrow keys move among them/);
  const here = page.locator(':focus');
  const rowHere = page.locator('tr:has(:focus)');
  await page.keyboard.press('ArrowDown');
  await expect(rowHere).toHaveAttribute('aria-rowindex', '2');
  await page.keyboard.press('ArrowRight');
  await expect(here).toHaveAttribute('title', 'Copy the checksum');
  await page.keyboard.press('ArrowDown');
  await expect(rowHere).toHaveAttribute('aria-rowindex', '3');
  await page.keyboard.press('End');
  const count = (await frame.locator('table').getAttribute('aria-rowcount')) ?? '';
  await expect(rowHere).toHaveAttribute('aria-rowindex', count);
  await expect(rowHere).toBeInViewport();
  await expect(here).toHaveText('loading…');
  isHeld = false;
  // What can be done with it takes the focus over.
  await expect(here).toHaveAttribute('title', /^Copy /);
  await expect(rowHere).toHaveAttribute('aria-rowindex', count);
  await page.keyboard.press('Escape');
  await expect(frame).toBeFocused();
  await page.keyboard.press('Tab');
  expect(await frame.locator(':focus').count()).toBe(0);
  await page.unrouteAll({ behavior: 'wait' });
});
