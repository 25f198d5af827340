/** Charts of published series in Chromium: tiles and bytes of any span, and the time from request to drawn against drawing the same points from memory. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright';
import { buildSite } from '#site/build.ts';
import { launchChromium } from '../support/living/chromium.ts';
import { serveSite } from '../support/site-fixture/server.ts';
import { publishSeries, SLUG, type PublishedSeries } from './chart-series.ts';
import { figure, median, type Figure, type Measure } from './figure.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const SPANS = [
  ['1_hour', HOUR],
  ['6_hours', 6 * HOUR],
  ['1_day', DAY],
  ['1_week', 7 * DAY],
  ['1_month', 30 * DAY],
  ['3_months', 91 * DAY],
  ['1_year', YEAR],
  ['3_years', 3 * YEAR],
  ['10_years', 10 * YEAR - DAY],
] as const;
/** Ends of a window, back from the newest reading: never on the seam of a tile, and within the year of minutes. */
const OFFSETS = [0, 7.3 * HOUR, 2.71 * DAY, 17.9 * DAY, 100.2 * DAY];
const CACHE = resolve(import.meta.dirname, '..', '..', '.cache', 'site');

interface Window {
  readonly from: number;
  readonly to: number;
}

interface Drawn {
  /** Request to drawn, and the same again with the tiles in memory, ms. */
  readonly cold: number;
  readonly warm: number;
  readonly tiles: number;
  readonly bytes: number;
}

/** Windows of a span inside the published time. */
function windowsOf(span: number, { from, until }: PublishedSeries): readonly Window[] {
  return OFFSETS.map((back) => ({ from: until - back - span, to: until - back })).filter(
    (window) => window.from >= from,
  );
}

/** Zooms to a window and measures until its charts are drawn from tiles and the frame is on the screen; then once more, from memory. */
async function drawWindow(page: Page, window: Window): Promise<Drawn> {
  return await page.evaluate(async ({ from, to }) => {
    const timeline = document.querySelector('flash-timeline') as HTMLElement & {
      zoom(window: { from: number; to: number } | null): void;
    };
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const drawn = async (): Promise<number> => {
      timeline.zoom(null);
      await frame();
      await frame();
      const began = performance.now();
      const finer = new Promise((done) => {
        timeline.addEventListener('flash-finer', done, { once: true });
      });
      timeline.zoom({ from, to });
      await finer;
      await frame();
      return performance.now() - began;
    };
    performance.clearResourceTimings();
    const cold = await drawn();
    const tiles = performance
      .getEntriesByType('resource')
      .filter(({ name }) => /\/series\/.*\/\d+-\d+\./.test(name)) as PerformanceResourceTiming[];
    const warm = await drawn();
    return {
      cold,
      warm,
      tiles: tiles.length,
      bytes: tiles.reduce((sum, { transferSize }) => sum + transferSize, 0),
    };
  }, window);
}

/** A page of its own for every window: no tile is known to it, and the connection is open. */
async function measureWindow(open: () => Promise<Page>, window: Window): Promise<Drawn> {
  const page = await open();
  try {
    return await drawWindow(page, window);
  } finally {
    await page.context().close();
  }
}

const charts: Measure = async () => {
  const home = mkdtempSync(join(tmpdir(), 'flash-chart-'));
  const snapshot = join(home, 'snapshot');
  const published = await publishSeries(snapshot);
  const site = await buildSite({ outDir: process.env['FLASH_SITE_DIR'] ?? CACHE });
  const server = await serveSite(site, snapshot);
  const browser = await launchChromium();
  const open = async (): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${server.url}/runs/${SLUG}/`, { waitUntil: 'load' });
    await page.locator('flash-timeline').scrollIntoViewIfNeeded();
    await page.locator('.plot.drawn').first().waitFor();
    await page.locator('flash-freshness .state').waitFor();
    // Whoever zooms points at the chart first, and the list of tiles comes then.
    const index = page.waitForResponse(/\/data\/series\.[^/]+\.json/);
    await page.locator('flash-timeline .plot').first().hover();
    await (await index).finished();
    return page;
  };
  try {
    const figures: Figure[] = [];
    for (const [name, span] of SPANS) {
      const all: Drawn[] = [];
      for (const window of windowsOf(span, published)) all.push(await measureWindow(open, window));
      if (all.length > 0) figures.push(...figuresOf(name, all, published));
    }
    return figures;
  } finally {
    await browser.close();
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
};

function figuresOf(
  name: string,
  all: readonly Drawn[],
  { readings, channels }: PublishedSeries,
): readonly Figure[] {
  const panels = channels.length;
  const most = (read: (one: Drawn) => number): number => Math.max(...all.map(read)) / panels;
  const against = `drawing the same points from memory; ${String(panels)} charts at ${String(all.length)} offsets, 0 rows of file, ${String(readings)} of reading`;
  return [
    figure({
      name: `chart.${name}_tiles`,
      value: most(({ tiles }) => tiles),
      unit: 'tiles',
      atMost: 8,
    }),
    figure({
      name: `chart.${name}_bytes`,
      value: most(({ bytes }) => bytes),
      unit: 'bytes',
      atMost: 200_000,
    }),
    figure({
      name: `chart.${name}_ms`,
      value: median(all.map(({ cold }) => cold)),
      unit: 'ms',
      against,
      ratio: median(all.map(({ cold, warm }) => cold / warm)),
      atMost: 3,
    }),
  ];
}

const measures: readonly Measure[] = [charts];
export default measures;
