/** Files of all campaigns in a browser: found as the address asks, streamed, taken out; answered by the hub without script. */

import { readFile } from 'node:fs/promises';
import { expect, test } from './fixture.ts';

test('a file is found by a part of its name, leads to its run, and is taken out', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}/files/`);
  await page.getByLabel('Part of the name').fill('physics_140_00042');
  await page.getByLabel('Campaign').selectOption('run_2026.11-quax');
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page).toHaveURL(/\?name=physics_140_00042&campaign=run_2026.11-quax$/);
  await expect(page.locator('[data-find-hint]')).toContainText(/1 file found; (\d+) of \1 parts/);
  await expect(page.locator('[data-find-place] tr[aria-rowindex="2"]')).toContainText('copy path');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV' }).click(),
  ]);
  expect((await readFile(await download.path())).toString()).toMatch(
    /physics_140_00042\.dat,\/data\//,
  );
  await page.getByRole('link', { name: '140', exact: true }).click();
  await expect(page.locator('h1')).toContainText('Run 140');
  await page.goBack();
  await expect(page.getByLabel('Part of the name')).toHaveValue('physics_140_00042');
});

test('thousands of files stream in, and only those in sight are there', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}/files/?run=136..140&colour=red`);
  await expect(page.getByText('Not understood in this address')).toContainText('colour');
  await expect(page.locator('[data-find-take]')).toBeVisible();
  const total = Number(await page.locator('table.files').getAttribute('aria-rowcount'));
  expect(total).toBeGreaterThan(5_000);
  expect(await page.locator('table.files tbody tr').count()).toBeLessThan(120);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the hub answers with at most two hundred files, and says so', async ({ page, sites }) => {
    await page.goto(`${await sites.open('full')}/files/?run=140`);
    await expect(page.locator('table.files tbody tr')).toHaveCount(200);
    await expect(page.locator('[data-find-hint]')).toContainText('the first 200 are shown');
  });
});
