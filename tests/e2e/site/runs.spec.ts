/** The run logbook in a browser: readable without script, filtered and sorted with it, the address the only state. */

import { readFile } from 'node:fs/promises';
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
  await page.getByText('Filter by column').click();
  const noise = page.getByRole('checkbox', { name: 'noise' });
  await noise.check();
  await expect(page).toHaveURL(/\?kind=noise$/);
  await expect(page.locator('table.runs tbody tr')).toHaveCount(3);
  await page.goBack();
  await expect(page.locator('table.runs tbody tr')).toHaveCount(26);
  await expect(noise).not.toBeChecked();
});

test('filters of several columns are combined, each choice counted, each filter taken away by itself', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}${CAMPAIGN}?kind=physics`);
  const rows = page.locator('table.runs tbody tr');
  const physics = await rows.count();
  await page.getByText('Filter by column').click();
  const good = page.getByRole('group', { name: 'quality' }).locator('label', { hasText: 'good' });
  const count = Number(await good.locator('output').textContent());
  expect(count).toBeLessThan(physics);
  await good.getByRole('checkbox').check();
  await expect(rows).toHaveCount(count);
  await page.getByLabel('Q_L from').fill('23500');
  await expect(page).toHaveURL(/kind=physics&quality=good&qL=23500\.\.$/);
  await expect(rows).not.toHaveCount(count);
  await page.getByRole('link', { name: /Q L: from 23500|QL: from 23500/ }).click();
  await expect(rows).toHaveCount(count);
  await expect(page.getByLabel('Q_L from')).toHaveValue('');
});

test('columns are chosen, and the address carries the choice', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}${CAMPAIGN}`);
  await page.getByText('Choose columns').click();
  await page.getByRole('checkbox', { name: 'state' }).check();
  await expect(page.locator('table.runs thead')).toContainText('State');
  await expect(page).toHaveURL(/columns=/);
  await page.getByRole('checkbox', { name: 'state' }).uncheck();
  await expect(page).not.toHaveURL(/columns=/);
});

test('what is shown is taken out as it is shown', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}${CAMPAIGN}?kind=physics&sort=-files`);
  const first = await page.locator('table.runs tbody tr th').first().textContent();
  for (const kind of ['CSV', 'JSON', 'Parquet']) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: kind }).click(),
    ]);
    const bytes = await readFile(await download.path());
    if (kind === 'Parquet') expect(bytes.subarray(0, 4).toString()).toBe('PAR1');
    if (kind === 'CSV')
      expect(bytes.toString().split('\r\n')[1]).toMatch(`${parseInt(first ?? '')},physics,`);
    if (kind === 'JSON')
      expect(JSON.parse(bytes.toString())).toHaveLength(
        await page.locator('table.runs tbody tr').count(),
      );
  }
});

test('keys move among the rows, and the way back leads to the same place', async ({
  page,
  sites,
}) => {
  await page.setViewportSize({ width: 1000, height: 500 });
  await page.goto(`${await sites.open('full')}${CAMPAIGN}`);
  const links = page.locator('table.runs tbody th a');
  await links.first().focus();
  await expect(page.locator('table.runs')).toHaveAttribute('aria-rowcount', '27');
  await page.keyboard.press('End');
  const last = page.locator('tr[aria-rowindex="27"] th a');
  await expect(last).toBeFocused();
  const frame = page.locator('.runs-frame');
  const top = await frame.evaluate((element) => element.scrollTop);
  expect(top).toBeGreaterThan(100);
  await expect.poll(() => page.evaluate(() => Number(history.state?.row))).toBeGreaterThan(2);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/\d+\/$/);
  await page.goBack();
  await expect.poll(() => frame.evaluate((element) => element.scrollTop)).toBeGreaterThan(top - 60);
});

test('runs as groups, histogram and scatter, by what the reader chooses', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}${CAMPAIGN}`);
  await page.getByRole('link', { name: 'Histogram' }).click();
  await page.getByRole('combobox', { name: 'Histogram of' }).selectOption('files');
  await expect(page).toHaveURL(/x=files&view=histogram$/);
  await expect(page.getByRole('img', { name: /Histogram of files over 26 runs/ })).toBeVisible();
  await page.getByRole('link', { name: 'Groups' }).click();
  await page
    .getByRole('region', { name: 'Runs by kind' })
    .getByRole('link', { name: 'noise' })
    .click();
  await expect(page).toHaveURL(/kind=noise/);
  await expect(page.locator('table.runs tbody tr')).toHaveCount(3);
});

test('where the runs cannot be read the page says so, stays as it was, and does it the next time', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}${CAMPAIGN}`);
  const asset = (url: URL): boolean => url.pathname.startsWith('/data/runs/');
  await page.route(asset, (route) => route.abort());
  await page.getByRole('link', { name: 'Good physics' }).hover();
  await page.getByText('Filter by column').click();
  await page.getByRole('checkbox', { name: 'noise' }).check();
  await expect(page.getByRole('status').filter({ hasText: 'could not be read' })).toBeVisible();
  await expect(page.locator('table.runs tbody tr')).toHaveCount(26);
  await page.unroute(asset);
  await page.getByRole('checkbox', { name: 'background' }).check();
  await expect(page).toHaveURL(/kind=noise,background$/);
});

test('a header sorts, and the address says so', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}${CAMPAIGN}`);
  await page.getByRole('columnheader', { name: 'Files' }).getByRole('link').click();
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
