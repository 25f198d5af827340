/** Charts beside what happened, as what is taken out of them, and in the middle of a text. */

import type { Page } from '@playwright/test';
import { promised } from '../../support/promises.ts';
import { someAlarms } from '../../support/site-fixture/alarms.ts';
import { entryId } from '../../support/site-fixture/log.ts';
import { quaxRuns } from '../../support/site-fixture/runs.ts';
import { OVER } from '../../support/site-fixture/series.ts';
import {
  axisOf,
  bucketsIn,
  canvasOf,
  CAVITY,
  cursor,
  DAY,
  drawnEnds,
  FIELD,
  HOUR,
  lineAt,
  MINUTE,
  openCharts,
  pastSpan,
  publishedAt,
  shareOf,
  spanText,
  STILL,
  takeCsv,
  takeOut,
  ticksOf,
  value,
  type Ends,
} from './charts-page.ts';
import { expect, test } from './fixture.ts';

interface Mark {
  readonly href: string;
  readonly look: string;
  readonly title: string;
  /** Shares of the width. */
  readonly from: number;
  readonly to: number;
}

/** What stands in a lane above the charts. */
async function marksOf(page: Page, lane: string): Promise<readonly Mark[]> {
  return await page
    .locator('.xlane', { hasText: lane })
    .locator('.track > a')
    .evaluateAll((marks) =>
      marks.map((mark) => {
        const [own, all] = [mark.getBoundingClientRect(), mark.parentElement!];
        const { left, width } = all.getBoundingClientRect();
        return {
          href: mark.getAttribute('href') ?? '',
          look: mark.className,
          title: mark.getAttribute('title') ?? '',
          from: (own.left - left) / width,
          to: (own.right - left) / width,
        };
      }),
    );
}

/** Where a stretch of time lies in a window, cut at its edges. */
function sharesOf(start: number, end: number, { from, to }: Ends): readonly [number, number] {
  const share = (t: number): number => Math.min(1, Math.max(0, (t - from) / (to - from)));
  return [share(start), share(end)];
}

test(promised('6.7'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await openCharts(page, base, `?channels=${CAVITY}&span=1d`);
  const at = await publishedAt(page, base);
  const window = await drawnEnds(page);
  const looks: Readonly<Record<number, string>> = { 140: 'good', 138: 'attention' };
  const runs = quaxRuns(at).filter(({ end }) => (end ?? at) > window.from);
  const wanted = runs.toReversed().map(({ number, start, end }) => ({
    href: `/runs/run_2026.11-quax/${number}/`,
    look: looks[number] ?? 'c5',
    place: sharesOf(start, end ?? window.to, window),
  }));
  const drawnRuns = await marksOf(page, 'Runs');
  expect(drawnRuns.map(({ href, look }) => ({ href, look }))).toEqual(
    wanted.map(({ href, look }) => ({ href, look })),
  );
  drawnRuns.forEach(({ from, to }, i) => {
    expect(from).toBeCloseTo(wanted[i]!.place[0], 2);
    expect(to).toBeCloseTo(wanted[i]!.place[1], 2);
  });
  const titles = drawnRuns.map(({ title }) => title).join();
  expect(titles).toContain('run 140, physics, good');
  expect(titles).toContain('run 138, physics, doubtful');

  const alarms = await marksOf(page, 'Alarms');
  const { raised, past } = someAlarms(at);
  const seen = [...raised, ...past].filter(
    ({ raisedAt, overAt }) => raisedAt <= window.to && (overAt ?? window.to) >= window.from,
  );
  for (const { title, about, since, overAt, severity } of seen) {
    const name = [title, about].filter(Boolean).join(' ');
    const [start, end] = sharesOf(since, overAt ?? window.to, window);
    const look = severity === 'critical' ? 'alarm' : 'attention';
    const mark = alarms.find((one) => one.title.includes(name))!;
    expect([mark.from, mark.to], name).toEqual([
      expect.closeTo(start, 1.9),
      expect.closeTo(end, 1.9),
    ]);
    expect([mark.look, mark.href], name).toEqual([look, '/alarms/']);
  }

  const entries = await marksOf(page, 'Log');
  expect(entries.map(({ href }) => href)).toEqual(
    [0, 5, 6].map((n) => expect.stringContaining(entryId(n))),
  );
  entries.forEach(({ from, to }, i) =>
    expect((from + to) / 2).toBeCloseTo(1 - ((40 - [0, 5, 6][i]!) * MINUTE) / DAY, 2),
  );
  // The cursor tells them, and a list has the same with links that lead there.
  await cursor(page).press('End');
  await expect(cursor(page)).toHaveAttribute('aria-valuetext', /Agent silent lnf-store, still/);
  const list = page.locator('.xnotes li');
  await expect(list).toHaveCount(drawnRuns.length + alarms.length + entries.length);
  await list.getByRole('link', { name: 'Helium is low' }).click();
  await expect(page).toHaveURL(new RegExp(entryId(0)));
  await expect(page.getByText('500 l').first()).toBeVisible();

  // Readings that are no good ones are a span with its word, and no curve.
  const over = { from: at - OVER.from, to: at - OVER.to };
  const days = { from: over.from - DAY / 2, to: over.to + DAY / 2 };
  await openCharts(page, base, `?channels=${CAVITY}&span=${spanText(days)}`);
  const spans = page.locator('.xpanel .not-good');
  await expect(spans).toHaveText('over range');
  await expect(spans).toHaveAttribute('title', `${CAVITY}: over range`);
  const drawn = await drawnEnds(page);
  const place = await spans.evaluate((one) => {
    const [own, all] = [one.getBoundingClientRect(), one.parentElement!.getBoundingClientRect()];
    return [(own.left - all.left) / all.width, (own.right - all.left) / all.width];
  });
  const [start, end] = sharesOf(over.from, over.to, drawn);
  expect(place).toEqual([expect.closeTo(start, 2), expect.closeTo(end, 2)]);
  expect(await lineAt(canvasOf(page, 0), 'c1', (start + end) / 2)).toBeNull();
});

test(promised('6.10'), async ({ page, sites }) => {
  const base = await sites.open('full');
  const window = pastSpan(2 * HOUR);
  await openCharts(page, base, `?channels=${STILL};${FIELD}&span=${spanText(window)}`);
  const at = await publishedAt(page, base);
  const channels = [STILL, FIELD];
  // CSV: the minutes of the span, each once, with all their digits, and the unit in the name.
  const [heads, ...rows] = await takeCsv(page);
  expect(heads).toEqual([
    'time_utc',
    ...[`${STILL} * [Pa]`, `${FIELD} * [T]`].flatMap((name) =>
      ['mean', 'min', 'max'].map((what) => name.replace('*', what)),
    ),
  ]);
  const minutes = channels.map((channel) => bucketsIn(channel, 60_000, at, window));
  expect(rows.map(([time, ...values]) => [time, ...values.map(Number)])).toEqual(
    minutes[0]!.map(({ t }, i) => [
      new Date(t + 30_000).toISOString(),
      ...minutes.flatMap((of) =>
        [of[i]!.mean, of[i]!.min, of[i]!.max].map((one) => expect.closeTo(one, 6)),
      ),
    ]),
  );

  // SVG: each curve goes through those values, on the axes of the page; names, link and snapshot stand in it.
  const svg = (await takeOut(page, 'SVG')).toString();
  for (const text of [
    `Still line (${STILL})`,
    `Field (${FIELD})`,
    'mbar',
    new URL(page.url()).search.replaceAll('&', '&amp;'),
    `fixture-full-${at}`,
    'UTC',
  ])
    expect(svg).toContain(text);
  const paths = [
    ...svg.matchAll(/d="(M[^"]+)"\s+fill="none"\s+stroke="[^"]+"\s+stroke-width="1.5"/g),
  ];
  expect(paths).toHaveLength(2);
  for (const [panel, factor] of [0.01, 1].entries()) {
    const points = placesIn(paths[panel]![1]!);
    const ticks = await ticksOf(axisOf(page, panel));
    const inside = points.filter(({ x }) => x >= 0 && x <= 1000);
    expect(inside).toHaveLength(minutes[panel]!.length);
    minutes[panel]!.forEach(({ t, mean }, i) => {
      expect(inside[i]!.x).toBeCloseTo(((t + 30_000 - window.from) / (2 * HOUR)) * 1000, -0.5);
      expect(Math.abs(1 - inside[i]!.y / 100 - shareOf(ticks, mean * factor))).toBeLessThan(0.01);
    });
  }

  // PNG: the same picture, twice as large, to the pixel.
  const png = (await takeOut(page, 'PNG')).toString('base64');
  const off = await page.evaluate(
    async ([picture, drawing]) => {
      const pixelsOf = async (address: string, scale: number) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        const size = [image.naturalWidth * scale, image.naturalHeight * scale] as const;
        const context = new OffscreenCanvas(...size).getContext('2d')!;
        context.drawImage(image, 0, 0, ...size);
        return { size, data: context.getImageData(0, 0, ...size).data };
      };
      const one = await pixelsOf(`data:image/png;base64,${picture}`, 1);
      const two = await pixelsOf(`data:image/svg+xml,${encodeURIComponent(drawing)}`, 2);
      let count = 0;
      for (let i = 0; i < two.data.length; i += 1)
        if (Math.abs((one.data[i] ?? 0) - (two.data[i] ?? 0)) > 8) count += 1;
      return { sizes: [one.size, two.size], share: count / two.data.length };
    },
    [png, svg] as const,
  );
  expect(off.sizes[0]).toEqual(off.sizes[1]);
  expect(off.share).toBeLessThan(0.001);

  // Moved, it is what is shown then.
  await cursor(page).press('PageUp');
  await expect(page.locator('flash-charts:not([aria-busy])')).toBeVisible();
  const moved = bucketsIn(STILL, 60_000, at, { from: window.from - HOUR, to: window.to - HOUR });
  expect((await takeCsv(page)).slice(1).map(([time = '']) => Date.parse(time))).toEqual(
    moved.map(({ t }) => t + 30_000),
  );
});

/** Places of a path that begins somewhere and goes on in steps. */
function placesIn(path: string): readonly { readonly x: number; readonly y: number }[] {
  const numbers = path.match(/-?(?:\d+\.?\d*|\.\d+)/g)?.map(Number) ?? [];
  let [x, y] = [0, 0];
  return Array.from({ length: Math.floor(numbers.length / 2) }, (_, i) => {
    [x, y] = [x + numbers[2 * i]!, y + numbers[2 * i + 1]!];
    return { x, y };
  });
}

test(promised('6.12'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await page.goto(`${base}/docs/data/charts/`);
  const charts = page.locator('flash-chart');
  const chart = charts.first();
  await chart.scrollIntoViewIfNeeded();
  await expect(chart.locator('.plot.drawn')).toHaveCount(2);
  await expect(chart.locator('.xembed')).toContainText('The last 6');
  // It says what the snapshot has, and leads to the page that shows the same.
  const at = await publishedAt(page, base);
  const slider = chart.getByRole('slider');
  await slider.press('Home');
  for (let i = 0; i < 3; i += 1) await slider.press('Shift+ArrowRight');
  const t = Number(await slider.getAttribute('aria-valuenow'));
  const minute = { from: t - 30_000, to: t + 30_000 };
  const near = bucketsIn(FIELD, 60_000, at, minute).map(({ mean }) => mean.toFixed(2));
  const said = (await value(page, FIELD).first().textContent())?.split('\u202f');
  expect(said?.[1]).toBe('T');
  expect(near).toContain(said?.[0]);
  const href = await chart.getByRole('link', { name: 'Open in Charts' }).getAttribute('href');
  const asked = new URL(href ?? '', base).searchParams;
  expect([asked.get('channels'), asked.get('span')]).toEqual([
    'magnet/field;magnet/lead-current',
    '6h',
  ]);
  // However many charts stand in a text, their style comes once.
  const text = await (await page.request.get(`${base}/docs/data/charts/`)).text();
  expect(text.match(/min-block-size:\s*var\(--room\)/g)).toHaveLength(1);
  expect(await charts.count()).toBeGreaterThan(1);
  // Old data say so, and a channel that is not there is named.
  await page.goto(`${await sites.open('stale')}/docs/data/charts/`);
  await chart.scrollIntoViewIfNeeded();
  await expect(chart.locator('.xembed strong')).toContainText('nothing newer is published');
  await page.goto(`${await sites.open('empty')}/docs/data/charts/`);
  await chart.scrollIntoViewIfNeeded();
  await expect(chart.locator('.xembed strong')).toContainText('Not in the snapshot: magnet/field');
});
