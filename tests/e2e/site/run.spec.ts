/** A run's page in a browser: charts before and with script, cursor by keyboard, zoom in the address, files, sweeps. */

import { expect, test } from './fixture.ts';

const RUN = '/runs/run_2026.11-quax/140/';

test('script takes the place of the SVG without moving anything', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}${RUN}`);
  await expect(page.locator('.plot.drawn canvas')).toHaveCount(5);
  const plot = page.locator('.plot').first();
  const [canvas, box] = await Promise.all([
    plot.locator('canvas').boundingBox(),
    plot.boundingBox(),
  ]);
  expect(Math.abs((canvas?.height ?? 0) - (box?.height ?? 0))).toBeLessThan(3);
});

test('the cursor moves by keyboard and reads every chart', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}${RUN}`);
  await expect(page.locator('.plot.drawn')).toHaveCount(5);
  const cursor = page.getByRole('slider');
  await cursor.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('.readout')).toContainText(
    /UTC.*Cavity 30\.\d.mK.*Throughput 0\.15\d.MB\/s/,
  );
  await expect(cursor).toHaveAttribute('aria-valuetext', /Cavity 30/);
  for (let i = 0; i < 16; i += 1) await page.keyboard.press('Shift+ArrowLeft');
  await expect(page.locator('.readout')).toContainText('Mixing chamber over range');
});

test('dragging zooms, the address keeps it, a double click lets go', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}${RUN}`);
  await expect(page.locator('.plot.drawn')).toHaveCount(5);
  const box = await page.locator('.plot').first().boundingBox();
  if (box === null) throw new Error('the chart has no place');
  await page.mouse.move(box.x + box.width * 0.4, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=\d+&to=\d+/);
  const ticks = await page.locator('[data-part="time"]').textContent();
  await page.reload();
  await expect(page.locator('[data-part="time"]')).toHaveText(ticks ?? '');
  await expect(page.locator('.plot.drawn')).toHaveCount(5);
  await page.mouse.dblclick(box.x + box.width * 0.5, box.y + 40);
  await expect(page).not.toHaveURL(/from=/);
});

test('a run that is open grows with the tail', async ({ page, sites }) => {
  const url = await sites.open('full');
  await page.goto(`${url}/runs/run_2026.11-quax/142/`);
  await expect(page.locator('h1')).toContainText('running');
  await expect(page.locator('flash-timeline')).toHaveAttribute('data-last', /\d/);
  const before = Number(await page.locator('flash-timeline').getAttribute('data-last'));
  await sites.publish('full', Date.now() + 120_000);
  await expect
    .poll(async () => Number(await page.locator('flash-timeline').getAttribute('data-last')))
    .toBeGreaterThan(before);
});

test('files are filtered by name', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}${RUN}`);
  await page.getByLabel('Name').fill('_00042');
  await expect(page.locator('#files tbody tr')).toHaveCount(1);
});

test('a run that does not exist has no page', async ({ page, sites }) => {
  const response = await page.goto(`${await sites.open('full')}/runs/run_2026.11-quax/9999/`);
  expect(response?.status()).toBe(404);
  await expect(page.locator('h1')).toContainText('There is no run 9999');
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the charts are there, with their gaps in words, and a table says the same', async ({
    page,
    sites,
  }) => {
    await page.goto(`${await sites.open('full')}${RUN}`);
    await expect(page.locator('.plot > svg[role="img"]')).not.toHaveCount(0);
    await expect(page.locator('.not-good').first()).toContainText('over range');
    await page.getByText('As a table').click();
    await expect(page.getByRole('table').first()).toContainText('over range');
  });

  test('another sweep is one link away', async ({ page, sites }) => {
    await page.goto(`${await sites.open('full')}${RUN}`);
    await page.getByRole('link', { name: 'S11_21p6deg.txt' }).click();
    await expect(page.locator('.sweep figcaption')).toContainText('fit refused');
  });
});
