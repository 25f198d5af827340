/** The search box: opened by `/`, keyboard alone, one list in groups, at 390 px, for axe, and what it says where it cannot search. */

import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { buildSite } from '#site/build.ts';
import { QUESTIONS } from '../../content/questions.ts';
import { askDocumentation } from '../../support/first-page.ts';
import { promised } from '../../support/promises.ts';
import { entryId } from '../../support/site-fixture/log.ts';
import { expect, test } from './fixture.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

test(promised('9.2', 'and runs and channels, by the keyboard alone'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await page.goto(`${base}/runs/`);
  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: /Search/ });
  await expect(field).toBeFocused();
  await field.fill('helium');
  const first = page.getByRole('group', { name: 'Documentation' }).getByRole('option').first();
  await expect(first).toContainText(/helium/i);
  await expect(first).toHaveAttribute('href', /^\/docs\//);
  const words = page.getByRole('group', { name: 'Log' }).getByRole('option').first();
  await expect(words).toContainText('Helium is low');
  await expect(words).toHaveAttribute('href', `/log/${entryId(0)}/`);
  await field.fill('140');
  const run = page.getByRole('group', { name: 'Runs' }).getByRole('option').first();
  await expect(run).toContainText('Run 140');
  await expect(run).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('.found-summary')).toContainText('Runs');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/runs\/[^/]+\/140\/$/);
  // Its script has come.
  await expect(page.locator('flash-freshness .state')).toBeVisible();

  await page.keyboard.press('/');
  await field.fill('tag:cryo');
  const entry = page.getByRole('group', { name: 'Log' }).getByRole('option').first();
  await expect(entry).toHaveAttribute('href', /\/log\/[0-9A-Z]{26}\/$/);
  await field.fill('tga:cryo');
  await expect(page.locator('.found-notes')).toContainText('there is no field tga:');
  await field.fill('');
  await expect(page.getByRole('option')).toHaveCount(0);
  await field.fill('qfridge');
  const channel = page.getByRole('group', { name: 'Channels' }).getByRole('option').first();
  await expect(channel).toHaveAttribute('href', /\/charts\/\?channels=qfridge\//);
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('option', { selected: true })).toHaveCount(1);
  await expect(page.getByRole('option').first()).toHaveAttribute('aria-selected', 'false');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
});

test('what is typed into a field of the page opens no box, and a finger finds the button', async ({
  page,
  sites,
}) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${await sites.open('full')}/log/`);
  await page.getByRole('searchbox').first().press('/');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: 'Search', exact: true }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.getByRole('combobox').fill('start of shift');
  await expect(page.getByRole('option').first()).toBeVisible();
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(over).toBeLessThanOrEqual(0);
});

test('where the index of the documentation or the snapshot is not there, the box says so', async ({
  page,
  sites,
}) => {
  await page.route('**/search/**', (route) => route.fulfill({ status: 404 }));
  await page.route('**/data/log*', (route) => route.fulfill({ status: 404 }));
  await page.goto(await sites.open('full'));
  await page.keyboard.press('/');
  await page.getByRole('combobox').fill('helium');
  const notes = page.locator('.found-notes');
  await expect(notes).toContainText('Documentation: not searched');
  await expect(notes).toContainText('Log: not searched');
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing in the box, ${colorScheme}`, async ({ page, sites }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(await sites.open('full'));
    await page.keyboard.press('/');
    await page.getByRole('combobox').fill('temperature');
    await expect(page.getByRole('group', { name: 'Documentation' })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include('.search-box').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('there is no box, and the ways to search are links', async ({ page, sites }) => {
    await page.goto(await sites.open('full'));
    await expect(page.getByRole('button', { name: 'Search' })).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Search the log' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Docs' })).toBeVisible();
  });
});

test('every question of a newcomer leads to its page first, by the same ranking as in the box', async () => {
  await using asked = await askDocumentation(
    await buildSite({ outDir: process.env['FLASH_SITE_DIR'] ?? `${ROOT}.cache/site` }),
  );
  const wrong: string[] = [];
  for (const { ask, first } of QUESTIONS) {
    const [found = 'nothing'] = await asked.pagesFor(ask);
    if (!first.some((page) => found === `/docs/${page}`)) wrong.push(`${ask}: ${found}`);
  }
  expect(wrong).toEqual([]);
  expect((await asked.pagesFor('install an agent zyzzyva'))[0]).toContain('/docs/infrastructure/');
  for (const nonsense of ['zzzxq', 'xyzzy', 'qwertz'])
    expect(await asked.pagesFor(nonsense), nonsense).toEqual([]);
  expect((await asked.pagesFor('parseQuery', 'api')).length).toBeGreaterThan(0);
});
