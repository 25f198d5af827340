/** The run logbook in a browser: readable without script, filtered and sorted with it, the address the only state. */

import { expect, test } from './fixture.ts';

const CAMPAIGN = '/runs/run_2026.11-quax/';

test('no table is clipped at 1440 px', async ({ page, sites }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${await sites.open('full')}/runs/`);
  const over = await page
    .locator('.table-frame')
    .first()
    .evaluate((frame) => frame.scrollWidth - frame.clientWidth);
  expect(over).toBeLessThanOrEqual(0);
});

test('choosing a kind changes table and address; going back undoes both', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}${CAMPAIGN}`);
  await expect(page.locator('table.runs tbody tr')).toHaveCount(26);
  await page.getByLabel('Kind').selectOption('noise');
  await expect(page).toHaveURL(/\?kind=noise$/);
  await expect(page.locator('table.runs tbody tr')).toHaveCount(3);
  await page.goBack();
  await expect(page.locator('table.runs tbody tr')).toHaveCount(26);
  await expect(page.getByLabel('Kind')).toHaveValue('');
});

test('a header sorts, and the address says so', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}${CAMPAIGN}`);
  await page.getByRole('link', { name: 'Files' }).click();
  await expect(page).toHaveURL(/sort=-files/);
  await expect(page.locator('th[aria-sort="descending"]')).toHaveText('Files');
});

test('a parameter that means nothing is named', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}${CAMPAIGN}?colour=red`);
  await expect(page.getByText('Not understood in this address')).toContainText('colour');
});

test('a campaign without runs says so', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}/runs/run_2026.02-test/`);
  await expect(page.getByText('This campaign has no run yet.')).toBeVisible();
});

test('a campaign without a mixing chamber shows none', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}/runs/run_2026.05-flash/`);
  await expect(page.locator('table.runs')).toBeVisible();
  await expect(page.locator('main')).not.toContainText(/Mixing chamber|TMC/);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the month is chosen by the address', async ({ page, sites }) => {
    const url = await sites.open('full');
    await page.goto(`${url}${CAMPAIGN}?month=2019-01`);
    await expect(page.getByText('No run fits these choices.')).toBeVisible();
    await page.goto(`${url}${CAMPAIGN}?kind=noise&sort=files`);
    await expect(page.locator('table.runs tbody tr')).toHaveCount(3);
  });
});
