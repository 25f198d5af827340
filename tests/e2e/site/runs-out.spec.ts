/** What becomes of the list of runs: saved views, files in three formats, groups and plots, each against the runs as they were written. */

import { readFile } from 'node:fs/promises';
import { parquetReadObjects } from 'hyparquet';
import type { Page } from '@playwright/test';
import { parse } from 'yaml';
import { parseCsv } from '../../support/csv.ts';
import { promised } from '../../support/promises.ts';
import { countWords, type Listed } from '../../support/site-fixture/listed.ts';
import { expect, test } from './fixture.ts';
import { openRuns } from './runs-page.ts';

const VIEWS = new URL('../../../content/data/run-views.yaml', import.meta.url);

type Judge = (run: Listed, at: number) => boolean;
const isTuned: Judge = ({ kind }) => kind === 'physics' || kind === 'rescan';

/** What each saved view says that it shows, as a table; the plots and groups below. */
const TABLES: Readonly<Record<string, Judge>> = {
  'Good physics': (run, at) => isTuned(run, at) && run.quality === 'good',
  'Not judged': (run, at) => isTuned(run, at) && run.quality === null && run.state === 'closed',
  'Last week': ({ start }, at) => (start ?? 0) >= at - 7 * 86_400_000,
  'Copies unchecked': ({ copiesVerified }) => copiesVerified === 0,
};

test(promised('2.7'), async ({ page, sites }) => {
  const { all, at, expectRuns } = await openRuns(page, await sites.open('full'));
  const { views } = parse(await readFile(VIEWS, 'utf8')) as {
    views: { name: string; why: string; query: string }[];
  };
  const links = page.getByRole('list', { name: 'Saved views' }).getByRole('link');
  await expect(links).toHaveCount(views.length);
  for (const [i, { name, why, query }] of views.entries()) {
    const link = links.nth(i);
    await expect(link).toHaveAttribute('title', why);
    await link.click();
    await expect.poll(() => page.url().split('?')[1]).toBe(query);
    const judge = TABLES[name];
    if (judge !== undefined) {
      const wanted = all.filter((run) => judge(run, at));
      const bySize = wanted.toSorted((a, b) => b.bytes - a.bytes);
      await expectRuns(name === 'Copies unchecked' ? bySize : wanted);
    }
    if (name === 'Live time by month') {
      const physics = all.filter(({ kind }) => kind === 'physics');
      const counts = [...countWords(physics.map(({ month }) => month))];
      const rows = page.getByRole('region', { name: 'Runs by month' }).locator('tbody tr');
      const cells = await rows.evaluateAll((of) =>
        of.map((row) => [...row.children].slice(0, 2).map((cell) => cell.textContent.trim())),
      );
      expect(cells).toEqual(counts.map(([month, count]) => [month, String(count)]));
    }
    if (name === 'Q_L against f₀')
      await expect(page.locator('path.dots[data-runs]')).toHaveAttribute(
        'data-runs',
        all
          .filter((run) => isTuned(run, at) && run.qL !== null)
          .map(({ number }) => number)
          .join(' '),
      );
    await expect(page.getByText('Not understood in this address')).toHaveCount(0);
  }
});

test(promised('2.11', 'in the browser'), async ({ page, sites }) => {
  const search = '?kind=!test&sort=-files&columns=number,kind,start,qL,files,quality,tags';
  const { all, rows } = await openRuns(page, await sites.open('full'), search);
  const wanted = all
    .filter(({ kind }) => kind !== 'test')
    .toSorted((a, b) => b.files - a.files)
    .map(({ number, kind, start, qL, files, quality, tags }) => ({
      run: number,
      kind,
      start: new Date(start ?? NaN).toISOString(),
      q_l: qL,
      files,
      quality,
      tags,
    }));
  await expect(rows.first()).toBeVisible();
  const taken: Record<string, Buffer> = {};
  for (const kind of ['CSV', 'JSON', 'Parquet']) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: kind }).click(),
    ]);
    taken[kind] = await readFile(await download.path());
    expect(download.suggestedFilename()).toBe(`runs-run_2026.11-quax.${kind.toLowerCase()}`);
  }
  const { CSV, JSON: json, Parquet } = taken;
  expect(JSON.parse(String(json))).toEqual(wanted);
  const [head, ...lines] = parseCsv(String(CSV));
  expect(head).toEqual(Object.keys(wanted[0] ?? {}));
  expect(lines).toEqual(
    wanted.map((run) => Object.values(run).map((value) => String(value ?? ''))),
  );
  const file = new Uint8Array(Parquet ?? []).buffer;
  const stored = (await parquetReadObjects({ file })).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]: [string, unknown]) => [
        name,
        value instanceof Date
          ? value.toISOString()
          : typeof value === 'bigint'
            ? Number(value)
            : value,
      ]),
    ),
  );
  expect(stored).toEqual(wanted);
});

/** Where an axis has its numbers: what stands at a share of its length, read from its ticks. */
async function axisOf(page: Page, place: string): Promise<(share: number) => number> {
  const ticks = await page.locator(`.runs-plot ${place} span`).evaluateAll((all) =>
    all.map((tick) => ({
      share: Number.parseFloat(/([\d.]+)%/.exec(tick.getAttribute('style') ?? '')?.[1] ?? '') / 100,
      value: Number(tick.textContent.replaceAll(/[^\d.]/g, '')),
    })),
  );
  const [first, last] = [ticks[0], ticks.at(-1)];
  if (first === undefined || last === undefined || first === last) throw new Error('no axis');
  const slope = (last.value - first.value) / (last.share - first.share);
  return (share) => first.value + (share - first.share) * slope;
}

test(promised('2.12'), async ({ page, sites }) => {
  const { all, expectRuns } = await openRuns(page, await sites.open('full'));
  await page.getByRole('link', { name: 'Groups' }).click();
  const groups = page.getByRole('region', { name: 'Runs by kind' });
  const cells = await groups
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent.replaceAll(/\s/g, ''))),
    );
  const kinds = [...Map.groupBy(all, ({ kind }) => kind)];
  expect(cells.map(([kind, runs, , files]) => [kind, Number(runs), Number(files)])).toEqual(
    kinds.map(([kind, of]) => [kind, of.length, of.reduce((sum, run) => sum + run.files, 0)]),
  );
  expect(cells[0]?.[2]).toMatch(/days$/);
  await groups.getByRole('link', { name: 'noise' }).click();
  await expectRuns(all.filter(({ kind }) => kind === 'noise'));
  await page.getByRole('link', { name: 'all runs', exact: true }).click();

  const fitted = all.filter(({ qL }) => qL !== null);
  await page.getByRole('link', { name: 'Histogram' }).click();
  await page.getByRole('combobox', { name: 'Histogram of' }).selectOption('qL');
  await expect(page).toHaveURL(/x=qL&view=histogram$/);
  await expect(
    page.getByRole('img', { name: `Histogram of Q_L over ${fitted.length} runs` }),
  ).toBeVisible();
  const [x, y] = [await axisOf(page, '.time-axis'), await axisOf(page, '.tticks')];
  const bars = (await page.locator('path.bars').getAttribute('d')) ?? '';
  let counted = 0;
  for (const [, left, top, right] of bars.matchAll(/M([\d.]+) 100V([\d.]+)H([\d.]+)V100Z/g)) {
    const count = y(1 - Number(top) / 100);
    const [from, to] = [x(Number(left) / 1000), x(Number(right) / 1000)];
    // What lies at the edge of two bars is in one of them: the sum below says that it is in no more.
    const within = (slack: number): number =>
      fitted.filter(({ qL }) => (qL ?? NaN) >= from - slack && (qL ?? NaN) <= to + slack).length;
    expect(count).toBeGreaterThan(within(-1) - 0.1);
    expect(count).toBeLessThan(within(1) + 0.1);
    counted += count;
  }
  expect(Math.round(counted)).toBe(fitted.length);

  await page.getByRole('link', { name: 'Scatter' }).click();
  const options = page.getByRole('combobox', { name: 'against' }).locator('option');
  expect(
    await options.evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value)),
  ).toEqual('number start end length steps f0 qL beta field tCavK tMcK files bytes'.split(' '));
  await page.getByRole('combobox', { name: 'against' }).selectOption('qL');
  await page.getByRole('combobox', { name: 'Scatter of' }).selectOption('length');
  const dots = page.locator('path.dots[data-runs]');
  await expect(dots).toHaveAttribute('data-runs', fitted.map(({ number }) => number).join(' '));
  await expect(page).toHaveURL(/x=qL&view=scatter$/);
  await expect(page.getByText(`${all.length - fitted.length} runs are not drawn`)).toBeVisible();
  const [qOf, hoursOf] = [await axisOf(page, '.time-axis'), await axisOf(page, '.tticks')];
  const places = [...((await dots.getAttribute('d')) ?? '').matchAll(/M([\d.]+) ([\d.]+)h/g)];
  expect(places).toHaveLength(fitted.length);
  for (const [i, [, px, py]] of places.entries()) {
    expect(Math.abs(qOf(Number(px) / 1000) - (fitted[i]?.qL ?? NaN))).toBeLessThan(2);
    expect(
      Math.abs(hoursOf(1 - Number(py) / 100) - (fitted[i]?.length ?? NaN) / 3_600_000),
    ).toBeLessThan(0.02);
  }
});
