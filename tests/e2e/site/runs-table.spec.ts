/** The table of runs under the hands of its reader: order, columns, what stays in sight, keys, and the way back. */

import type { Page } from '@playwright/test';
import type { Listed } from '../../support/site-fixture/listed.ts';
import { promised } from '../../support/promises.ts';
import { expect, test } from './fixture.ts';
import { openRuns } from './runs-page.ts';

/** What each column is sorted by; the copies of all runs here are the same. */
const SORTED: Readonly<Record<string, (run: Listed) => number | string | null>> = {
  number: ({ number }) => number,
  kind: ({ kind }) => kind,
  start: ({ start }) => start,
  end: ({ end }) => end,
  month: ({ month }) => month,
  length: ({ length }) => length,
  steps: ({ steps }) => steps,
  f0: ({ f0Min }) => f0Min,
  qL: ({ qL }) => qL,
  beta: ({ beta }) => beta,
  regime: ({ regime }) => regime,
  field: ({ fieldT }) => fieldT,
  tCavK: ({ tCavK }) => tCavK,
  tMcK: ({ tMcK }) => tMcK,
  files: ({ files }) => files,
  bytes: ({ bytes }) => bytes,
  quality: ({ quality }) => quality,
  copies: () => 'present',
  tags: ({ tags }) => tags,
  state: ({ state }) => state,
  origin: ({ origin }) => origin,
  site: ({ site }) => site,
};

/** In an order; what is not known comes last either way, equal ones stay as they were. */
function sorted(all: readonly Listed[], key: string, sign: 1 | -1): readonly Listed[] {
  const of = SORTED[key] ?? (() => null);
  const known = all.filter((run) => of(run) !== null);
  const unknown = all.filter((run) => of(run) === null);
  return [
    ...known.toSorted((a, b) => {
      const [x, y] = [of(a) ?? 0, of(b) ?? 0];
      return x === y ? 0 : x < y ? -sign : sign;
    }),
    ...unknown,
  ];
}

test(promised('2.5'), async ({ page, sites }) => {
  const keys = Object.keys(SORTED);
  const search = `?columns=${keys.join(',')}`;
  const { all, expectRuns } = await openRuns(page, await sites.open('full'), search);
  const heads = page.locator('table.runs thead th');
  await expect(heads).toHaveCount(keys.length);
  await expect(page.locator('input[name="columns"]')).toHaveCount(keys.length);
  for (const [i, key] of keys.entries()) {
    const head = heads.nth(i);
    const link = head.getByRole('link');
    for (const [sign, word] of [
      [-1, 'descending'],
      [1, 'ascending'],
    ] as const) {
      await link.evaluate((element: HTMLElement) => element.click());
      await expect(head).toHaveAttribute('aria-sort', word);
      await expect
        .poll(() => new URL(page.url()).searchParams.get('sort'))
        .toBe(`${sign < 0 ? '-' : ''}${key}`);
      await expectRuns(sorted(all, key, sign));
    }
  }
  await expect(page.locator('th[aria-sort]')).toHaveCount(1);
});

test(promised('2.6'), async ({ page, sites }) => {
  await openRuns(page, await sites.open('full'));
  const heads = page.locator('table.runs thead th');
  const usual = await heads.allTextContents();
  expect(usual.join()).not.toContain('State');
  await page.getByText('Choose columns').click();
  const choice = (name: string) =>
    page.getByRole('group', { name: 'Columns' }).getByLabel(name, { exact: true });
  await choice('state').check();
  await choice('steps').uncheck();
  const chosen = [
    ...usual.filter((head) => !head.includes('Steps')),
    expect.stringContaining('State'),
  ];
  await expect.poll(() => heads.allTextContents()).toEqual(chosen);
  await expect(page).toHaveURL(/\?columns=number,kind,.*,copies,state$/);
  const states = page.locator('table.runs tbody td:last-child');
  await expect(states.first()).toHaveText('open');
  await expect(states.nth(1)).toHaveText('closed');
  // Whoever opens the address has the same columns, ticked too; in the order that it says.
  await page.reload();
  expect(await heads.allTextContents()).toEqual(chosen);
  await page.getByText('Choose columns').click();
  await expect(choice('state')).toBeChecked();
  await expect(choice('steps')).not.toBeChecked();
  await choice('state').uncheck();
  await choice('steps').check();
  await expect(page).not.toHaveURL(/columns=/);
  expect(await heads.allTextContents()).toEqual(usual);
  await openRuns(page, await sites.open('full'), '?columns=files,number,kind');
  await page.locator('.runs-frame').hover();
  await page.getByText('Choose columns').click();
  await choice('state').check();
  await expect(heads).toHaveText(['Files', 'Run', 'Kind', 'State']);
  await expect(page).toHaveURL(/\?columns=files,number,kind,state$/);
});

test(promised('2.8'), async ({ page, sites }) => {
  await page.setViewportSize({ width: 700, height: 500 });
  await openRuns(page, await sites.open('full'));
  const frame = page.locator('.runs-frame');
  await frame.hover();
  await frame.evaluate((element) => element.scrollTo({ left: 300, top: 400 }));
  await expect.poll(() => frame.evaluate(({ scrollTop }) => scrollTop)).toBe(400);
  const seen = await frame.evaluate((element) => {
    const { left, top } = element.getBoundingClientRect();
    const at = (x: number, y: number) =>
      document.elementFromPoint(left + x, top + y)?.closest('th, td');
    const head = element.querySelector('thead th + th');
    const { height } = head?.getBoundingClientRect() ?? { height: 0 };
    return {
      scrolled: [element.scrollLeft, element.scrollTop],
      head: at(300, height / 2)?.matches('thead th') === true,
      corner: at(10, height / 2)?.textContent?.trim(),
      run: at(20, height + 60)?.matches('tbody th') === true,
      beside: at(300, height + 60)?.matches('tbody td') === true,
    };
  });
  expect(seen).toEqual({
    scrolled: [300, 400],
    head: true,
    corner: 'Run',
    run: true,
    beside: true,
  });
});

/** Presses Tab until what has the focus is of that name. */
async function tabTo(page: Page, name: string): Promise<void> {
  const here = page.locator(':focus');
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    const words = await here.evaluate((at) => {
      const label = at.closest('label')?.textContent ?? '';
      return `${at.getAttribute('aria-label') ?? ''} ${label} ${at.textContent}`
        .replaceAll(/\s+/g, ' ')
        .trim();
    });
    if (words.startsWith(name)) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

test(promised('2.9'), async ({ page, sites }) => {
  const { all, expectRuns } = await openRuns(page, await sites.open('full'));
  const physics = all.filter(({ kind }) => kind === 'physics');
  await tabTo(page, 'Filter by column');
  await page.keyboard.press('Enter');
  await tabTo(page, 'physics');
  await page.keyboard.press('Space');
  await expectRuns(physics);
  await tabTo(page, 'Table of runs');
  await tabTo(page, 'Length');
  await page.keyboard.press('Enter');
  const longest = sorted(physics, 'length', -1);
  await expectRuns(longest);
  await expect(page.locator(':focus')).toHaveText('Length');
  // From row to row, to either end, and into a run.
  await tabTo(page, String(longest[0]?.number));
  const here = page.locator('tr:has(:focus)');
  for (const [key, row] of [
    ['ArrowDown', 2],
    ['j', 3],
    ['k', 2],
    ['PageDown', 12],
    ['End', longest.length],
    ['Home', 1],
    ['ArrowDown', 2],
  ] as const) {
    await page.keyboard.press(key);
    await expect(here).toHaveAttribute('aria-rowindex', String(row + 1));
    await expect(here).toBeInViewport();
  }
  await page.keyboard.press('Enter');
  await expect(page.locator('h1')).toContainText(`Run ${longest[1]?.number},`);
});

test(promised('2.10'), async ({ page, sites }) => {
  await page.setViewportSize({ width: 1000, height: 500 });
  const search = '?kind=!test&sort=files&columns=number,files,kind';
  const { all, expectRuns } = await openRuns(page, await sites.open('full'), search);
  const wanted = sorted(all, 'files', 1).filter(({ kind }) => kind !== 'test');
  await expectRuns(wanted);
  const frame = page.locator('.runs-frame');
  await frame.hover();
  await frame.evaluate((element) => element.scrollTo({ top: 330 }));
  await expect.poll(() => page.evaluate(() => Number(history.state?.row))).toBeGreaterThan(2);
  const topRow = () =>
    frame.evaluate((element) => {
      const { left, top } = element.getBoundingClientRect();
      const under = element.querySelector('thead')?.getBoundingClientRect().height ?? 0;
      return document.elementFromPoint(left + 20, top + under + 8)?.closest('tr')?.ariaRowIndex;
    });
  const before = await topRow();
  const row = page.locator(`tr[aria-rowindex="${Number(before) + 3}"] th a`);
  const number = await row.textContent();
  await row.click();
  await expect(page.locator('h1')).toContainText(`Run ${number},`);
  await page.goBack();
  await expect(page).toHaveURL(/\?kind=!test&sort=files&columns=number,files,kind$/);
  await expect.poll(topRow).toBe(before);
  await expect(row).toHaveText(number ?? '');
  await expect(row).toBeInViewport();
});
