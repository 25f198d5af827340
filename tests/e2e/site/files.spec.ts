/** Files of all campaigns in a browser: found as the address asks, streamed, taken out; answered by the hub without script. */

import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import { promised } from '../../support/promises.ts';
import { expect, test } from './fixture.ts';

/** The 42nd file of the fixture's run 140. */
const ADLER32 = ((41 * 2_654_435_761) >>> 0).toString(16).padStart(8, '0');

test(promised('4.1', 'in the browser'), async ({ page, sites }) => {
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
  const row = page.locator('[data-find-place] tr[aria-rowindex="2"]');
  await expect(row.locator('.mono')).toHaveText(ADLER32);
  const taken = Date.parse(`${(await row.locator('td').nth(1).textContent()) ?? ''} UTC`);
  const dayOf = (t: number): string => new Date(t).toISOString().slice(0, 10);
  // Each thing that is asked is asked rightly, together with all others, and then wrongly.
  const asked: readonly (readonly [label: string, right: string, wrong: string])[] = [
    ['Run', '140', '142'],
    ['Taken, UTC', `${dayOf(taken)}..${dayOf(taken + 86_400_000)}`, '2001-01-01..2001-01-02'],
    ['Tuner, °', '22..22.5', '30..40'],
    ['Cavity, MHz', '8834..8834.5', '8835..'],
    ['Adler-32 or SHA-256', ADLER32.toUpperCase(), 'ffffffff'],
  ];
  const find = page.getByRole('button', { name: 'Find' });
  const hint = page.locator('[data-find-hint]');
  const field = (name: string): Locator => page.getByRole('textbox', { name });
  const expectFound = async (what: string, why: string): Promise<void> => {
    await find.click();
    await expect(page.locator('[data-find]')).not.toHaveAttribute('aria-busy');
    await expect(hint, why).toContainText(new RegExp(`^${what} found; (\\d+) of \\1 parts`));
  };
  for (const [label, right] of asked) await field(label).fill(right);
  await page.getByLabel('Copies').selectOption('present');
  await expectFound('1 file', 'all that is right');
  for (const [label, right, wrong] of asked) {
    await field(label).fill(wrong);
    await expectFound('0 files', label);
    await field(label).fill(right);
  }
  await page.getByLabel('Copies').selectOption('archived');
  await expectFound('0 files', 'Copies');
  await page.getByLabel('Copies').selectOption('present');
  await expectFound('1 file', 'Copies');
  await page.getByRole('link', { name: '140', exact: true }).click();
  await expect(page.locator('h1')).toContainText('Run 140');
  await page.goBack();
  await expect(page.getByLabel('Part of the name')).toHaveValue('physics_140_00042');
});

test(promised('4.2', 'in the browser'), async ({ page, sites }) => {
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
