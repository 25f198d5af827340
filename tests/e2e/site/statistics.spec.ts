/** Statistics in a browser: what is drawn of each day, week and length of a run is what the snapshot holds of it. */

import type { Locator, Page } from '@playwright/test';
import type { Day, DaysOfYear } from '#site/snapshot/schema/days.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { Overview } from '#site/snapshot/schema/overview.ts';
import { promised } from '../../support/promises.ts';
import { expect, test } from './fixture.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The newest thirty days, oldest first, with null where nothing happened. */
async function daysOf(
  page: Page,
  url: string,
): Promise<readonly (readonly [number, Day | null])[]> {
  const get = async <T>(path: string): Promise<T> =>
    (await (await page.request.get(`${url}/data/${path}`)).json()) as T;
  const { assets, generated_at: at } = await get<Manifest>('snapshot.json');
  const { days } = await get<Overview>(assets.overview.path);
  const known: Record<string, Day> = {};
  for (const { asset } of days) Object.assign(known, (await get<DaysOfYear>(asset.path)).days);
  const last = Math.floor(at / DAY) * DAY;
  return Array.from({ length: 30 }, (_, i) => {
    const t = last - (29 - i) * DAY;
    return [t, known[new Date(t).toISOString().slice(0, 10)] ?? null] as const;
  });
}

/** Height of each column of each series, in the same unit for all of a figure; 0 where none is drawn. */
async function heightsOf(figure: Locator, slots: number): Promise<readonly (readonly number[])[]> {
  await expect(figure.locator('svg')).toBeVisible();
  const paths = await figure
    .locator('svg path')
    .evaluateAll((all) => all.map((path) => path.getAttribute('d') ?? ''));
  return paths.map((path) => {
    const heights = Array.from({ length: slots }, () => 0);
    for (const [, x = '', height = ''] of path.matchAll(/M(\S+) \S+h\S+v([\d.]+)h/g))
      heights[Math.floor((Number(x) * slots) / 1_000)] = Number(height);
    return heights;
  });
}

/** One scale fits all columns, to the tenth of a pixel to which they are drawn. */
function expectDrawn(
  heights: readonly (readonly number[])[],
  values: readonly (readonly number[])[],
  id: string,
): void {
  expect(heights.length, `series of ${id}`).toBe(values.length);
  const scale = Math.max(...heights.flat()) / Math.max(...values.flat());
  expect(scale, `nothing drawn in ${id}`).toBeGreaterThan(0);
  for (const [k, series] of values.entries())
    for (const [i, value] of series.entries()) {
      const wanted = value === 0 ? 0 : Math.max(0.5, value * scale);
      const drawn = heights[k]?.[i] ?? NaN;
      expect(Math.abs(drawn - wanted), `${id}, series ${k}, slot ${i}: ${drawn}`).toBeLessThan(0.5);
    }
}

test(promised('7.1'), async ({ page, sites }) => {
  const url = await sites.open('full');
  await page.goto(`${url}/statistics/`);
  const days = await daysOf(page, url);
  const perDay = (value: (day: Day) => number): readonly number[] =>
    days.map(([, day]) => (day === null ? 0 : value(day)));
  const charts = {
    'live-time': [perDay((day) => day.livePhysicsMs), perDay((day) => day.liveOtherMs)],
    'data-volume': [perDay(({ bytes }) => bytes)],
    'frequency-covered': [
      perDay(({ covered }) => covered.reduce((sum, [low, high]) => sum + high - low, 0)),
    ],
    quality: (['good', 'doubtful', 'bad', 'unjudged'] as const).map((one) =>
      perDay(({ openMs }) => openMs[one]),
    ),
  };
  for (const [id, values] of Object.entries(charts)) {
    const figure = page.locator(`figure#${id}`);
    expectDrawn(await heightsOf(figure, days.length), values, id);
    await expect(figure.locator('figcaption small')).toContainText('a day');
  }

  // Weeks begin on Monday.
  const mondayOf = (t: number): number => t - ((new Date(t).getUTCDay() + 6) % 7) * DAY;
  const weeks = [...new Set(days.map(([t]) => mondayOf(t)))];
  const raised = (['critical', 'warning', 'info'] as const).map((severity) =>
    weeks.map((week) =>
      days
        .filter(([t]) => mondayOf(t) === week)
        .reduce((sum, [, day]) => sum + (day?.alarms[severity] ?? 0), 0),
    ),
  );
  const alarms = page.locator('figure#alarms');
  expectDrawn(await heightsOf(alarms, weeks.length), raised, 'alarms');
  await expect(alarms.locator('figcaption small')).toHaveText('a week');

  const runs = days.flatMap(([, day]) => day?.runs ?? []);
  const edges = [0, 0.25, 0.5, 1, 2, 4, 8, 12, 24, Infinity].map((hours) => hours * HOUR);
  const bins = edges.slice(0, -1).map((low, i) => {
    const inside = runs.filter(({ ms }) => ms >= low && ms < (edges[i + 1] ?? Infinity));
    const physics = inside.filter(({ kind }) => kind === 'physics').length;
    return [physics, inside.length - physics];
  });
  const lengths = page.locator('figure#run-lengths tbody tr');
  const cells = await lengths.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('td.n')].map((cell) => Number(cell.textContent))),
  );
  expect(cells).toEqual(bins);
  const most = Math.max(...bins.map(([physics = 0, other = 0]) => physics + other));
  const bars = await lengths.evaluateAll((all) =>
    all.map((row) =>
      [...row.querySelectorAll('i')].map((bar) => bar.getBoundingClientRect().width),
    ),
  );
  const longest = Math.max(...bars.map((row) => row.reduce((sum, width) => sum + width, 0)));
  expect(longest).toBeGreaterThan(40);
  for (const [i, row] of bins.entries())
    for (const [k, count] of row.entries())
      expect(Math.abs((bars[i]?.[k] ?? NaN) / longest - count / most), `bin ${i}`).toBeLessThan(
        0.01,
      );

  // The numbers are one click below what is drawn.
  const figure = page.locator('#live-time');
  await figure.locator('summary').click();
  await expect(figure.locator('tbody tr')).toHaveCount(days.length);
  await expect(figure.locator('a[download]')).toHaveAttribute('href', /^data:text\/csv/);
});
