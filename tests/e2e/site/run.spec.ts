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
  await expect(page.locator('#files tbody tr[aria-rowindex]')).toHaveCount(1);
  await expect(page.locator('[data-files-hint]')).toContainText('1 of');
});

test('of thousands of files only those in sight are there, and any is scrolled to', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}/runs/run_2026.11-quax/138/`);
  const rows = page.locator('#files tbody tr[aria-rowindex]');
  await page.locator('#files h2').hover();
  await expect(page.locator('#files .copy').first()).toBeVisible();
  expect(await rows.count()).toBeLessThan(100);
  await page.locator('.files-frame').evaluate((frame) => frame.scrollTo({ top: 33 * 3_000 }));
  await expect(page.locator('#files tr[aria-rowindex="3002"]')).toContainText(
    'physics_138_03001.dat',
  );
  expect(await rows.count()).toBeLessThan(100);
});

test('one time is one place: lanes, charts, axis and cursor agree with the data', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}${RUN}`);
  await expect(page.locator('.plot.drawn')).toHaveCount(5);
  const lefts = await page.evaluate(() => {
    const inside = (selector: string) => {
      const element = document.querySelector(selector) as HTMLElement;
      const { left, right } = element.getBoundingClientRect();
      return [left + element.clientLeft, right];
    };
    return ['.track', '.plot', '.time-axis', '.cursor'].map(inside);
  });
  for (const [left = NaN, right = NaN] of lefts) {
    expect(Math.abs(left - (lefts[0]?.[0] ?? 0))).toBeLessThan(0.51);
    expect(Math.abs(right - (lefts[0]?.[1] ?? 0))).toBeLessThan(0.51);
  }
  // At the first pixel of the doubtful interval the cursor says its own time, to the bucket.
  const flag = page.locator('.lane', { hasText: 'Quality' }).locator('.attention');
  const [box, plot] = [await flag.boundingBox(), await page.locator('.plot').first().boundingBox()];
  await page.mouse.move((box?.x ?? 0) + 1, (plot?.y ?? 0) + 20);
  await expect(page.locator('.readout')).toContainText('UTC');
  const said = await page.locator('.readout b').textContent();
  const from = await page.locator('#quality td.n').first().textContent();
  const seconds = (text: string) => {
    const [h = 0, m = 0, s = 0] = (/\d\d:\d\d(:\d\d)?/.exec(text)?.[0] ?? '')
      .split(':')
      .map(Number);
    return h * 3600 + m * 60 + s;
  };
  const perPixel = (9 * 3600) / (plot?.width ?? 1);
  expect(Math.abs(seconds(said ?? '') - seconds(from ?? ''))).toBeLessThan(3 * perPixel);
});

test('the runs before and after are one link away, and a citation is copied', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}${RUN}`);
  await expect(page.getByRole('button', { name: 'Copy citation' })).toBeVisible();
  await expect(page.locator('[data-cite-text]')).toContainText(
    /revision 3, snapshot fixture-full-\d+, http/,
  );
  await page.getByRole('link', { name: 'Next physics run, 142' }).click();
  await expect(page.locator('h1')).toContainText('Run 142');
});

test('on a plain web server a run newer than the build fills the page for addresses that lead nowhere', async ({
  page,
  sites,
}) => {
  const url = await sites.open('full');
  await page.route(`${url}${RUN}`, async (route) => {
    const shell = await page.request.get(`${url}/404/`);
    await route.fulfill({ status: 404, contentType: 'text/html', body: await shell.text() });
  });
  await page.goto(`${url}${RUN}`);
  await expect(page.locator('h1')).toContainText('Run 140');
  await expect(page.locator('.plot.drawn')).toHaveCount(5);
  await page.getByLabel('Name').fill('_00042');
  await expect(page.locator('#files tbody tr[aria-rowindex]')).toHaveCount(1);
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

  test('quality with its reason, conditions and jobs are there; hostile words are words', async ({
    page,
    sites,
  }) => {
    await page.goto(`${await sites.open('full')}${RUN}`);
    await expect(page.locator('#quality')).toContainText(
      'excursion of the mixing chamber <b>to 19 mK</b>',
    );
    await expect(page.locator('#conditions')).toContainText('was above 38');
    await expect(page.locator('#jobs tbody tr')).toHaveCount(12);
    await expect(page.locator('#files tbody tr')).toHaveCount(100);
  });

  test('another sweep is one link away', async ({ page, sites }) => {
    await page.goto(`${await sites.open('full')}${RUN}`);
    await page.locator('#sweeps').getByRole('link', { name: 'S11_21p6deg.txt' }).click();
    await expect(page.locator('.sweep figcaption')).toContainText('fit refused');
  });
});

test('a path without a break wraps on a phone', async ({ page, sites }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${await sites.open('full')}${RUN}`);
  const path = page.locator('.hint code').first();
  await path.evaluate((code) => (code.textContent = '/data/Run_2026_without_any_break'.repeat(4)));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
