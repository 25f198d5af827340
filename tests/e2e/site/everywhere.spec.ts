/** What holds of every page, asked of each once: its width, its paper, its times. */

import type { Page } from '@playwright/test';
import { promised } from '../../support/promises.ts';
import { expect, PAGES, test } from './fixture.ts';

/** A4 at 96 dots an inch, without its margins. */
const PAPER_PX = 718;

interface Seen {
  readonly name: string;
  /** By how much it is wider than the screen, px. */
  readonly over: Readonly<Record<number, number>>;
  /** What should not be on paper, or cannot be read there. */
  readonly paper: readonly string[];
  readonly times: { readonly wrong: readonly string[]; readonly count: number };
  /** Of the first time, once the pointer is on it; null: the page has none in sight. */
  readonly hover: { readonly iso: string; readonly title: string } | null;
}

const seen: Seen[] = [];

const overOf = async (page: Page): Promise<number> =>
  await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

async function paperOf(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const visible = (selector: string): readonly Element[] =>
      [...document.querySelectorAll(selector)].filter((one) =>
        one.checkVisibility({ visibilityProperty: true }),
      );
    const faults = visible(
      // What sorts a column is its name as well.
      'button:not(th button), input, select, textarea, .site-nav, .site-header, .sidebar, .pagination-links, [role="slider"]',
    ).map((one) => `for fingers: ${one.outerHTML.slice(0, 100)}`);
    if (visible('h1').length !== 1) faults.push('no heading');
    const lightness = (colour: string): number => {
      const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
      if (context === null) return 0;
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
      return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
    };
    // Paper is white, and printers leave grounds out.
    for (const one of visible('main :is(h1, h2, h3, p, td, th, li, dd, dt, code, span)')) {
      if (one.textContent?.trim() === '') continue;
      if (lightness(getComputedStyle(one).color) > 0.6)
        faults.push(`too light for paper: ${one.outerHTML.slice(0, 100)}`);
    }
    return faults.slice(0, 5);
  });
}

/** The same once what is drawn has taken the new width: a canvas does so in a later frame. */
async function restingOver(page: Page): Promise<number> {
  await expect
    .poll(() => overOf(page), { timeout: 5_000 })
    .toBeLessThanOrEqual(0)
    .catch(() => undefined);
  return await overOf(page);
}

async function timesOf(page: Page): Promise<Seen['times']> {
  return await page.evaluate(() => {
    const times = [...document.querySelectorAll('time')];
    const wrong = times.filter(
      ({ dateTime }) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/.test(dateTime),
    );
    return { wrong: wrong.map(({ outerHTML }) => outerHTML.slice(0, 100)), count: times.length };
  });
}

async function hoverOf(page: Page): Promise<Seen['hover']> {
  const time = page.locator('main time:visible').first();
  if ((await time.count()) === 0) return null;
  let seenOf = { iso: '', title: '' };
  // One that is drawn anew under the pointer says it when the pointer comes again.
  await expect(async () => {
    await page.mouse.move(0, 0);
    await time.hover();
    seenOf = await time.evaluate((one: HTMLTimeElement) => ({
      iso: one.dateTime,
      title: one.title,
    }));
    expect(seenOf.title).toContain('here');
  }).toPass();
  return seenOf;
}

test.beforeAll(async ({ browser, sites }) => {
  const page = await browser.newPage({
    serviceWorkers: 'block',
    timezoneId: 'Asia/Kolkata',
    locale: 'en-GB',
    colorScheme: 'dark',
  });
  for (const { name, path } of PAGES) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${await sites.open('full')}${path}`);
    await expect(page.locator('flash-freshness .state')).toBeVisible();
    const hover = await hoverOf(page);
    const over: Record<number, number> = {};
    for (const width of [360, 3840]) {
      await page.setViewportSize({ width, height: 900 });
      over[width] = await restingOver(page);
    }
    await page.setViewportSize({ width: PAPER_PX, height: 900 });
    await page.emulateMedia({ media: 'print' });
    const paper = [...(await paperOf(page))];
    if ((await restingOver(page)) > 0) paper.push('wider than the paper');
    await page.emulateMedia({ media: 'screen' });
    seen.push({ name, over, paper, times: await timesOf(page), hover });
  }
  await page.close();
});

/** A fault a line, by page. */
const told = (faultsOf: (one: Seen) => readonly string[]): readonly string[] =>
  seen.flatMap((one) => faultsOf(one).map((fault) => `${one.name}: ${fault}`));

test(promised('9.4'), () => {
  expect(seen).toHaveLength(PAGES.length);
  const wide = told(({ over }) =>
    Object.entries(over).flatMap(([width, by]) =>
      by > 0 ? [`${by} px too wide at ${width}`] : [],
    ),
  );
  expect(wide).toEqual([]);
});

test(promised('9.5'), () => {
  expect(seen).toHaveLength(PAGES.length);
  expect(told(({ paper }) => paper)).toEqual([]);
});

test(promised('9.8'), () => {
  expect(seen).toHaveLength(PAGES.length);
  expect(told(({ times }) => times.wrong)).toEqual([]);
  // Ages on Now go on while the pointer rests on one.
  const hovered = seen.flatMap(({ hover }) => (hover === null ? [] : [hover]));
  expect(hovered.length).toBeGreaterThan(PAGES.length / 2);
  for (const { iso, title } of hovered) {
    const local = new Intl.DateTimeFormat('en-GB', {
      dateStyle: 'medium',
      timeStyle: 'medium',
      timeZone: 'Asia/Kolkata',
    }).format(new Date(iso));
    expect(title).toContain(new Date(iso).toISOString().replace('.000Z', 'Z'));
    expect(title).toContain(`here ${local}`);
    expect(title).toContain('5:30');
  }
});
