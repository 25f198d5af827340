/** The log in a browser: searches in the address, threads, revisions, hostile words, without script, on a phone, for axe. */

import { AxeBuilder } from '@axe-core/playwright';
import { entryId } from '../../support/site-fixture/log.ts';
import { expect, test } from './fixture.ts';

const ENTRY = `/log/${entryId(0)}/`;

test('what is typed is searched, stands in the address, and comes back with it', async ({
  page,
  sites,
}) => {
  const base = await sites.open('full');
  await page.goto(`${base}/log/`);
  await expect(page.locator('.log .human')).toHaveCount(3);
  await expect(page.locator('.fold summary')).toContainText('4 entries of machines');
  await page.getByRole('searchbox').fill('tag:cryo');
  await expect(page.locator('.log .human')).toHaveCount(1);
  expect(new URL(page.url()).searchParams.get('q')).toBe('tag:cryo');
  await page.getByRole('searchbox').fill('tga:cryo');
  await expect(page.getByRole('alert')).toContainText('there is no field tga:');
  await page.goto(`${base}/log/?q=ordered&colour=red`);
  await expect(page.locator('.log .human')).toHaveCount(1);
  await expect(page.locator('.note')).toContainText('colour');
});

test('an entry: Markdown without programs, its thread, and what its revision changed', async ({
  page,
  sites,
}) => {
  await page.goto((await sites.open('full')) + ENTRY);
  await expect(page.locator('.prose strong')).toHaveText('500 l');
  expect(await page.evaluate(() => 'harm' in window)).toBe(false);
  await expect(page.locator('.thread')).toContainText('It came');
  await expect(page.locator('.diff .removed')).toContainText('Ordered **50 l**.');
  await expect(page.locator('.diff .added')).toContainText('Ordered **500 l**.');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
  test('the log is read and searched, and nothing scrolls sideways', async ({ page, sites }) => {
    const base = await sites.open('full');
    await page.goto(`${base}/log/`);
    const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(beyond).toBe(0);
    await page.getByRole('searchbox').fill('author:bo');
    await page.getByRole('button', { name: 'Search' }).click();
    await expect(page.locator('.log .human')).toHaveCount(1);
    await page.getByRole('link', { name: 'It came' }).click();
    await expect(page.locator('h1')).toHaveText('It came');
    await page.goto(`${base}/log/?q=nothing-like-it`);
    await expect(page.locator('.empty')).toContainText('No entry fits');
  });
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing, ${colorScheme}`, async ({ page, sites }) => {
    await page.emulateMedia({ colorScheme });
    const base = await sites.open('full');
    for (const path of ['/log/', ENTRY, '/log/?q=tga:x']) {
      await page.goto(base + path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
    await page.goto(`${await sites.open('empty')}/log/`);
    await expect(page.locator('.empty')).toContainText('The log has no entry yet');
  });
