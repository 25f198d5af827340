/** A run's page in a browser: charts before and with script, cursor by keyboard, zoom in the address, files, sweeps. */

import { promised } from '../../support/promises.ts';
import { expect, test } from './fixture.ts';
import { openRun, plainText, RUN } from './run-page.ts';

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

test(promised('3.6', 'by keyboard'), async ({ page, sites }) => {
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

test(promised('3.7', 'found by name'), async ({ page, context, sites }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { run } = await openRun(page, await sites.open('full'));
  const { files } = run;
  await page.getByLabel('Name').fill('_00003');
  const rows = page.locator('#files tbody tr[aria-rowindex]');
  await expect(rows).toHaveCount(1);
  await expect(page.locator('[data-files-hint]')).toContainText('1 of 13\u202f090 files');
  const sum = files.adler32[2] ?? '';
  const heads = await page.locator('#files thead th').allTextContents();
  const cells = await rows.locator('th, td').allTextContents();
  const said = Object.fromEntries(heads.map((head, i) => [head, plainText(cells[i] ?? '')]));
  expect(said).toMatchObject({
    Name: 'physics_140_00003.datcopy path',
    Size: '340 kB',
    adler32: sum,
    'Copy: cloud': 'present',
    'Copy: lnf-daq': 'removed',
  });
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await rows.getByRole('button', { name: sum }).click();
  await expect.poll(copied).toBe(sum);
  await rows.getByRole('button', { name: 'copy path' }).click();
  await expect.poll(copied).toBe(`${run.path}/physics_140_00003.dat`);
  // The rest of a name that no file has.
  await page.getByLabel('Name').fill('_00003x');
  await expect(page.getByText('No file of this run has that in its name.')).toBeVisible();
});

test(
  promised('3.7', 'thousands, of which only those in sight are there'),
  async ({ page, sites }) => {
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
  },
);

test(promised('3.6'), async ({ page, sites }) => {
  const { run } = await openRun(page, await sites.open('full'));
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
  const [left = NaN, right = NaN] = lefts[0] ?? [];
  const [start, end] = [run.start ?? NaN, run.end ?? NaN];
  const placeOf = (t: number): number => left + ((t - start) / (end - start)) * (right - left);
  const timeAt = (x: number): number => start + ((x - left) / (right - left)) * (end - start);
  // A lane's span lies where its times are.
  const [flag] = run.flags;
  const box = await page
    .locator('.lane', { hasText: 'Quality' })
    .locator('.attention')
    .boundingBox();
  expect(Math.abs((box?.x ?? NaN) - placeOf(flag?.from ?? NaN))).toBeLessThan(0.6);
  expect(Math.abs((box?.x ?? NaN) + (box?.width ?? NaN) - placeOf(flag?.to ?? NaN))).toBeLessThan(
    0.6,
  );
  // What the cursor says at a pixel is what the bucket of that time holds.
  const plot = await page.locator('.plot').first().boundingBox();
  const valueOf = (channel: string, t: number): number | null | undefined => {
    const one = run.series.find((series) => series.channel === channel);
    return one?.mean[Math.floor((t - one.start) / one.stepMs)];
  };
  const milli = (value: number | null | undefined): string =>
    `${((value ?? NaN) * 1e3).toPrecision(3)} mK`;
  for (const share of [0.1, 0.5, 0.56, 0.9]) {
    const x = Math.round(left + share * (right - left));
    await page.mouse.move(x, (plot?.y ?? 0) + 20);
    const t = timeAt(x);
    const clock = new Date(t).toISOString().slice(11, 19);
    await expect(page.locator('.readout b')).toContainText(`${clock} UTC`);
    const said = plainText(await page.locator('.readout').textContent());
    expect(said).toContain(`Cavity ${milli(valueOf('qfridge/ch5-t', t))}`);
    const mixing = valueOf('qfridge/ch6-t', t);
    expect(said).toContain(`Mixing chamber ${mixing === null ? 'over range' : milli(mixing)}`);
    expect(said).toContain('Field 8.00 T');
    const line = await page.locator('.cursor i').boundingBox();
    expect(Math.abs((line?.x ?? NaN) - x)).toBeLessThan(1.01);
  }
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

  test('quality with its reason, conditions and jobs are there without script; hostile words are words', async ({
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

  test(promised('3.2', 'without script, a fit that was refused'), async ({ page, sites }) => {
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
