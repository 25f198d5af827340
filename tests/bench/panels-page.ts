/** What the bench of panels runs in the browser: twelve panels as the page of charts draws them, and bare uPlot with the same points. */

import uPlot from 'uplot';
import { createPanels, type Panels } from '#site/src/client/explore/panels.ts';
import { pointsIn, type Points } from '#site/src/explore/curve.ts';
import { loadCharts, type ChartData, type ChartSource } from '#site/src/explore/load.ts';
import { EMPTY_QUERY, type ChartsQuery } from '#site/src/explore/query.ts';
import { viewOf, type ChartView } from '#site/src/explore/view.ts';
import {
  SERIES_LEVELS,
  TILE_SPAN,
  type LevelIndex,
  type SeriesTile,
} from '#site/snapshot/schema/series.ts';
import { noAlarms } from '../support/site-fixture/alarms.ts';

const PANELS = 12;
/** A week at five minutes is 2 016 points: a little less of it, so that each of them is drawn. */
const LEVEL = 300_000;
const POINTS = 1_990;
const TO = Date.UTC(2026, 10, 20);
const WINDOW = { from: TO - POINTS * LEVEL, to: TO };
/** What uPlot's own axes take of a chart's size, px. */
const AXES = 50;
/** Of a plot of ours: a bare one draws on as much. */
let [plotWidth, plotHeight] = [1_150, 104];
const FRAMES = 90;
/** Share of the window that a pan of all frames covers. */
const REACH = 0.5;

const names = Array.from({ length: PANELS }, (_, i) => `bench/ch${i}`);
const query: ChartsQuery = {
  ...EMPTY_QUERY,
  panels: names.map((name) => [name]),
  span: { kind: 'fixed', ...WINDOW },
};

/** Noise over a slow wave, the same in every run. */
function tileOf(channel: string, start: number): SeriesTile {
  const count = TILE_SPAN[LEVEL] / LEVEL;
  const i = Array.from({ length: count }, (_, slot) => slot);
  const mean = i.map((slot) => {
    const n = start / LEVEL + slot;
    return 4 + Math.sin(n / 90) + (((n * 2_654_435_761) % 1_000) / 1_000 - 0.5) * 0.3;
  });
  const [min, max] = [mean.map((v) => v - 0.1), mean.map((v) => v + 0.1)];
  return {
    channel,
    level: LEVEL,
    start,
    i,
    n: i.map(() => 30),
    min,
    max,
    mean,
    last: mean,
    notGood: [],
  };
}

function sourceOf(): ChartSource {
  const span = TILE_SPAN[LEVEL];
  const first = Math.floor((WINDOW.from - 14 * span) / span) * span;
  const index: LevelIndex = { spans: [[first, 40]], revised: {}, open: {} };
  const levels = Object.fromEntries(SERIES_LEVELS.map((level) => [String(level), index]));
  const tiles = new Map<string, SeriesTile>();
  const about = { device: 'bench', quantity: 'temperature', unit: 'K', role: null, limits: [] };
  const channels = names.map((name) => ({ ...about, name, label: name, staleAfterMs: null }));
  const none = { spans: [], revised: {}, open: {} };
  return {
    now: { campaign: null, channels },
    series: async (channel) => ({
      ...about,
      channel,
      label: channel,
      cadenceMs: 10_000,
      first,
      last: TO,
      generation: 1,
      levels,
      raw: none,
    }),
    tile: async ({ path, start }) => {
      const tile = tiles.get(path) ?? tileOf('bench', start);
      tiles.set(path, tile);
      return tile;
    },
    runs: async () => null,
    log: async () => ({ months: [] }),
    logHeads: async () => ({ heads: [] }),
    alarms: async () => noAlarms(),
    alarmsOfMonth: async () => ({ alarms: [] }),
  };
}

const source = sourceOf();

async function load(window: typeof WINDOW): Promise<ChartData> {
  return await loadCharts(source, query, { window, mostBuckets: 2_000, lanes: [] });
}

const painted = (): Promise<void> =>
  new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

function place(tag: string): HTMLElement {
  const host = document.createElement(tag);
  document.body.replaceChildren(host);
  return host;
}

function showOurs(view: ChartView): { readonly panels: Panels; readonly host: HTMLElement } {
  const host = place('flash-charts');
  const panels = createPanels(host);
  panels.show(view, WINDOW, () => null);
  return { panels, host };
}

/** Bare: what its README shows, with axes, legend and cursor, and the band that the points ask for. */
function showBare(all: readonly Points[]): readonly uPlot[] {
  const host = place('div');
  const quiet: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } };
  return all.map(({ t, min, max, mean }) => {
    const options: uPlot.Options = {
      width: plotWidth + AXES,
      height: plotHeight + AXES,
      ms: 1,
      scales: { x: { range: [WINDOW.from, WINDOW.to] } },
      bands: [{ series: [2, 1], fill: 'rgba(0, 90, 200, 0.22)' }],
      series: [{}, quiet, quiet, { stroke: 'rgb(0, 90, 200)', width: 1, points: { show: false } }],
    };
    return new uPlot(options, [[...t], [...min], [...max], [...mean]], host);
  });
}

/** Frames longer than 20 ms, as a share of all, while `move` is called once in each. */
async function slowFrames(move: (share: number) => void): Promise<number> {
  let slow = 0;
  let last = await new Promise<number>(requestAnimationFrame);
  for (let i = 1; i <= FRAMES; i += 1) {
    move((i / FRAMES) * REACH);
    const now = await new Promise<number>(requestAnimationFrame);
    if (now - last > 20) slow += 1;
    last = now;
  }
  return slow / FRAMES;
}

function moved(share: number): typeof WINDOW {
  const by = (WINDOW.to - WINDOW.from) * -share;
  return { from: WINDOW.from + by, to: WINDOW.to + by };
}

/** The points of the window and of all that a pan reaches, as the tiles have them. */
function everything(): Points {
  const span = TILE_SPAN[LEVEL];
  const begin = Math.floor(moved(REACH).from / span) * span;
  const count = Math.ceil((WINDOW.to - begin) / span);
  const tiles = Array.from({ length: count }, (_, i) => tileOf('bench', begin + i * span));
  return {
    t: tiles.flatMap(({ start, i }) => i.map((slot) => start + (slot + 0.5) * LEVEL)),
    min: tiles.flatMap(({ min }) => min),
    max: tiles.flatMap(({ max }) => max),
    mean: tiles.flatMap(({ mean }) => mean),
  };
}

const bench = {
  /** ms until all panels are on the screen. */
  async drawOurs(): Promise<number> {
    const data = await load(WINDOW);
    place('div');
    await painted();
    const began = performance.now();
    showOurs(viewOf(query, data, null));
    await painted();
    return performance.now() - began;
  },
  async drawBare(): Promise<number> {
    const points = (await this.view()).panels.map(({ curves }) => curves[0]?.points);
    place('div');
    await painted();
    const began = performance.now();
    showBare(points.flatMap((one) => (one === undefined ? [] : [pointsIn(one, WINDOW)])));
    await painted();
    return performance.now() - began;
  },
  async view(): Promise<ChartView> {
    return viewOf(query, await load(WINDOW), null);
  },
  /** As the page does it: what comes into sight is loaded on the way, from tiles in memory. */
  async panOurs(): Promise<number> {
    let loaded = WINDOW;
    const { panels } = showOurs(await this.view());
    await painted();
    return await slowFrames((share) => {
      const window = moved(share);
      panels.move(window);
      if (window.from > loaded.from - (loaded.to - loaded.from) * 0.25) return;
      loaded = window;
      void load(window).then((data) => panels.show(viewOf(query, data, null), window, () => null));
    });
  },
  /** All that the pan comes to is there from the beginning. */
  async panBare(): Promise<number> {
    const points = everything();
    const charts = showBare(names.map(() => points));
    await painted();
    return await slowFrames((share) => {
      const { from, to } = moved(share);
      for (const chart of charts) chart.setScale('x', { min: from, max: to });
    });
  },
  /** Points within the window, of the panel that has the most and of the one that has the fewest. */
  async points(): Promise<readonly number[]> {
    const inside = (await this.view()).panels.map(
      ({ curves }) =>
        curves[0]?.points.t.filter((t) => t >= WINDOW.from && t <= WINDOW.to).length ?? 0,
    );
    return [Math.min(...inside), Math.max(...inside)];
  },
  /** The code of canvases comes with the first panels that are seen. */
  async warm(): Promise<void> {
    const { host } = showOurs(await this.view());
    while (host.querySelectorAll('.plot.drawn').length < PANELS) await painted();
    const plot = host.querySelector('.plot');
    if (plot !== null) [plotWidth, plotHeight] = [plot.clientWidth, plot.clientHeight];
  },
};

declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;
