/** The run logbook in a browser: readable without script, filtered with it, the address the only state. */

import { countWords } from '../../support/site-fixture/listed.ts';
import { promised } from '../../support/promises.ts';
import { expect, test } from './fixture.ts';
import { CAMPAIGN, openRuns } from './runs-page.ts';

test('no table is clipped at 1440 px', async ({ page, sites }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${await sites.open('full')}/runs/`);
  const over = await page
    .locator('.table-frame')
    .first()
    .evaluate((frame) => frame.scrollWidth - frame.clientWidth);
  expect(over).toBeLessThanOrEqual(0);
});

test(promised('2.1'), async ({ page, sites }) => {
  const url = await sites.open('full');
  await page.goto(`${url}/runs/`);
  await expect(
    page.getByRole('region', { name: 'Other campaigns' }).getByRole('listitem'),
  ).toHaveText([/Run_2026\.05-FLASH.*8 runs/s, /Run_2026\.02-TEST.*no run yet/s]);
  await page.getByRole('link', { name: 'Run_2026.05-FLASH' }).click();
  await expect(page.locator('table.runs')).toHaveAttribute('aria-rowcount', '9');
  await page.goto(`${url}/runs/`);
  await page.getByRole('link', { name: 'Run_2026.11-QUAX' }).click();
  await expect(page).toHaveURL(`${url}${CAMPAIGN}`);

  const { all, expectRuns } = await openRuns(page, url);
  await expectRuns(all);
  const months = page.getByRole('group', { name: 'By month' }).getByRole('link');
  const counts = [...countWords(all.map(({ month }) => month))];
  await expect(months).toHaveText(counts.map(([month, count]) => `${month} ${count}`));
  const last = counts.at(-1)?.[0] ?? '';
  await months.last().click();
  await expectRuns(all.filter(({ month }) => month === last));
  await expect(page).toHaveURL(`${url}${CAMPAIGN}?month=${last}`);
  // The other months go on saying how many runs each has; the same link again lets go.
  await expect(months).toHaveText(counts.map(([month, count]) => `${month} ${count}`));
  await months.last().click();
  await expectRuns(all);
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

test(promised('2.2', 'every column'), async ({ page, sites }) => {
  const { all, expectRuns } = await openRuns(page, await sites.open('full'));
  await page.getByText('Choose columns').click();
  await page.getByText('Filter by column').click();
  const columns = await page
    .getByRole('group', { name: 'Columns' })
    .locator('label')
    .allTextContents();
  const fields = page.locator('.facets fieldset:not(.wide)');
  const name = (text: string | null): string => (text ?? '').trim().split(/\s/)[0] ?? '';
  const named = (await fields.locator('legend').allTextContents()).map(name);
  expect(named.toSorted()).toEqual(columns.map(name).toSorted());
  const status = page.locator('[data-runs-notes] [role="status"]');
  for (const [i] of named.entries()) {
    const field = fields.nth(i);
    const from = field.getByRole('textbox').first();
    const word = field.locator('label', { has: page.getByRole('checkbox') }).last();
    if ((await from.count()) > 0) {
      // What stands in an empty field is what one may type there: the least that any run has leaves all that have any.
      await from.fill((await from.getAttribute('placeholder')) ?? '');
      const unknown =
        (await word.count()) > 0 ? Number(await word.locator('output').textContent()) : 0;
      await expect(status).toHaveText(
        `${unknown > 0 ? `${all.length - unknown} of ` : ''}${all.length} runs`,
      );
      await from.fill('');
      await expect(page).not.toHaveURL(/\?/);
      continue;
    }
    const count = Number(await word.locator('output').textContent());
    await word.getByRole('checkbox').check();
    await expect(status).toHaveText(
      `${count < all.length ? `${count} of ` : ''}${all.length} runs`,
    );
    await word.getByRole('checkbox').uncheck();
    await expect(page).not.toHaveURL(/\?/);
  }
  await page.getByLabel('Text').fill('rescan background');
  await expectRuns(
    all.filter(({ kind, tags }) => kind === 'background' && tags?.includes('rescan')),
  );
});

test(promised('2.2', 'combined, each taken away by itself'), async ({ page, sites }) => {
  const { all, expectRuns } = await openRuns(page, await sites.open('full'), '?kind=physics');
  const physics = all.filter(({ kind }) => kind === 'physics');
  await expectRuns(physics);
  await page.getByText('Filter by column').click();
  const quality = page.getByRole('group', { name: 'quality' });
  const unjudged = quality.locator('label', { hasText: 'not judged' });
  const left = physics.filter((run) => run.quality === null);
  await expect(unjudged.locator('output')).toHaveText(String(left.length));
  await unjudged.getByRole('checkbox').check();
  await expectRuns(left);
  const tags = page.getByRole('group', { name: 'tags' });
  const has = ({ tags: of }: (typeof all)[number], tag: string): boolean =>
    of?.split(',').includes(tag) === true;
  await tags.getByRole('checkbox', { name: 'rescan' }).check();
  await expectRuns(left.filter((run) => has(run, 'rescan')));
  await tags.getByRole('combobox').selectOption('none');
  const without = left.filter((run) => !has(run, 'rescan'));
  await expectRuns(without);
  await page.getByLabel('Q_L from').fill('23000');
  await page.getByLabel('Q_L to').fill('23500');
  await expect(page).toHaveURL(/kind=physics&quality=none&tags=!rescan&qL=23000\.\.23500$/);
  const both = without.filter(({ qL }) => qL !== null && qL >= 23_000 && qL <= 23_500);
  expect(both.length).toBeGreaterThan(0);
  expect(both.length).toBeLessThan(without.length);
  await expectRuns(both);
  await page.getByRole('link', { name: /QL: from 23000 to 23500/ }).click();
  await expectRuns(without);
  await expect(page.getByLabel('Q_L from')).toHaveValue('');
  await page.getByRole('link', { name: 'all runs', exact: true }).click();
  await expectRuns(all);
});

test(promised('2.4'), async ({ page, context, sites }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const url = await sites.open('full');
  const asked =
    '?kind=physics&start=-2d..&colour=%3Cred%3E&qL=many&columns=number,taste&x=kind&sort=-files';
  const { all, at, expectRuns } = await openRuns(page, url, asked);
  const from = at - 2 * 86_400_000;
  const wanted = all
    .filter(({ kind, start }) => kind === 'physics' && (start ?? 0) >= from)
    .toSorted((a, b) => b.files - a.files);
  expect(wanted.length).toBeGreaterThan(2);
  await expectRuns(wanted);
  const named = page.getByText('Not understood in this address').locator('code');
  await expect(named).toHaveText(['colour', 'qL=many', 'columns=taste', 'x=kind']);
  // What the form says goes into the address, and the address says it again to whoever opens it.
  await page.getByText('Filter by column').click();
  await page.getByRole('checkbox', { name: 'open' }).check();
  await expect(page).toHaveURL(
    `${url}${CAMPAIGN}?kind=physics&state=open&start=-2d..&sort=-files&columns=number`,
  );
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  const iso = new Date(from).toISOString().replace(/\.000Z$/, 'Z');
  expect(Object.fromEntries(link.searchParams)).toEqual({
    kind: 'physics',
    start: `${iso}..`,
    state: 'open',
    sort: '-files',
    columns: 'number',
  });
  await page.goto(link.href);
  await expectRuns(wanted.filter(({ state }) => state === 'open'));
  await page.getByText('Filter by column').click();
  await expect(page.getByRole('checkbox', { name: 'open' })).toBeChecked();
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

test('a campaign without runs says so', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}/runs/run_2026.02-test/`);
  await expect(page.getByText('This campaign has no run yet.')).toBeVisible();
});

test('a campaign without a mixing chamber shows none, and says that it has none where one is asked for', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}/runs/run_2026.05-flash/?columns=number,tMcK`);
  await expect(page.locator('table.runs')).toBeVisible();
  await expect(page.locator('table.runs')).not.toContainText(/Mixing chamber|TMC/);
  await expect(page.getByText('Not understood in this address')).toContainText('columns=tMcK');
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test(promised('2.1', 'without script'), async ({ page, sites }) => {
    const url = await sites.open('full');
    await page.goto(`${url}${CAMPAIGN}`);
    const month = page.getByRole('group', { name: 'By month' }).getByRole('link').last();
    const [, count = ''] = ((await month.textContent()) ?? '').split(' ');
    await month.click();
    await expect(page.locator('table.runs tbody tr')).toHaveCount(Number(count));
    await page.goto(`${url}${CAMPAIGN}?month=2019-01`);
    await expect(page.getByText('No run fits these choices.')).toBeVisible();
  });
});
