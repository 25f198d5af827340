/** The list of runs in Chromium: from a key to the painted list, filtered and sorted, with 3 000 runs and with 30 000. */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright';
import { buildSite } from '#site/build.ts';
import { packRuns } from '#site/snapshot/encoding/runs-table.ts';
import type { Run } from '#site/snapshot/schema/run.ts';
import { launchChromium } from '../support/living/chromium.ts';
import { writeSiteFixture } from '../support/site-fixture/index.ts';
import { buildQuax, buildRunsIndex, buildTuner } from '../support/site-fixture/runs.ts';
import { serveSite } from '../support/site-fixture/server.ts';
import { figure, type Measure } from './figure.ts';
import { traceKeys, type KeyFrames } from './key-frames.ts';

const CACHE = resolve(import.meta.dirname, '..', '..', '.cache', 'site');
const FEW = 3_000;
const MANY = 30_000;
const KEYS = 50;
/** One frame of a screen of 60 Hz, rounded down. */
const FRAME_MS = 16;
/** Frames are drawn when they are ready, so that what is measured is the work and not the wait for a screen. */
const AT_ONCE = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];

/** Runs of one campaign that differ in what a list shows: numbers, times, frequencies, qualities. */
function runsLike(moulds: readonly Run[], count: number): readonly Run[] {
  return Array.from({ length: count }, (_, i) => {
    const mould = moulds[(i * 7) % moulds.length];
    if (mould === undefined) throw new RangeError('the fixture has no run');
    const earlier = i * 1_700_000;
    return {
      ...mould,
      number: count - i,
      start: mould.start === null ? null : mould.start - earlier,
      end: mould.end === null ? null : mould.end - earlier,
      steps: mould.steps.slice(0, 1).map((step) => ({
        ...step,
        f0Hz: step.f0Hz === null ? null : step.f0Hz + i * 1_300,
        qL: step.qL === null ? null : step.qL + ((i * 37) % 900),
      })),
    };
  });
}

/** Publishes one campaign of so many runs; returns the address of its page. */
async function publishRuns(directory: string, count: number): Promise<string> {
  const at = Date.now();
  const slug = `run_${count}`;
  const identity = { slug, name: `Run_${count}`, title: null, experiment: null };
  await writeSiteFixture(directory, 'full', at, async (_, write) => {
    const runs = runsLike(buildQuax(at).slice(1), count);
    await mkdir(join(directory, 'run', slug), { recursive: true });
    const head = {
      ...identity,
      runCount: count,
      fileCount: 0,
      runs: await write(`runs/${slug}`, packRuns(buildRunsIndex(identity, runs, true))),
      tuner: await write(`tuner/${slug}`, buildTuner(runs.slice(0, 10))),
    };
    return [head];
  });
  return `/runs/${slug}/`;
}

/** Presses a key where the focus is, once the page rests, and waits until the address says what it did. */
async function press(page: Page, key: string): Promise<void> {
  // Nobody types faster than the page comes to rest.
  const before = await page.evaluate(async () => {
    await new Promise((rest) => requestIdleCallback(rest));
    return location.search;
  });
  await page.keyboard.press(key);
  await page.waitForFunction((search) => location.search !== search, before, { polling: 20 });
}

interface Times {
  readonly filter: KeyFrames;
  readonly sort: KeyFrames;
}

/** Letters that leave more and fewer runs, one after the other, as somebody types and takes back. */
const TYPED = [
  'p',
  'h',
  'y',
  'Backspace',
  'Backspace',
  'Backspace',
  '1',
  '2',
  'Backspace',
  'Backspace',
];

async function timesOf(browser: Browser, page: Page): Promise<Times> {
  await page.getByRole('searchbox', { name: 'Text' }).focus();
  await page.locator('table.runs[aria-rowcount] tr.space').first().waitFor({ state: 'attached' });
  const type = async (): Promise<void> => {
    for (let i = 0; i < KEYS; i += 1) await press(page, TYPED[i % TYPED.length] ?? 'p');
  };
  const filter = await traceKeys(browser, type);
  const headers = page.locator('table.runs thead a.sorter');
  const count = await headers.count();
  const follow = async (): Promise<void> => {
    for (let i = 0; i < KEYS; i += 1) {
      await headers.nth(i % count).focus();
      await press(page, 'Enter');
    }
  };
  return { filter, sort: await traceKeys(browser, follow) };
}

/** How it was measured, and what it is made of. */
function said(what: string, runs: number, frames: KeyFrames): string {
  const { keys, presented, script, style, layout, paint } = frames;
  if (keys < KEYS) throw new RangeError(`only ${keys} of ${KEYS} keys of ${what} were painted`);
  const parts = { script, style, layout, paint, 'on the screen after': presented };
  const list = Object.entries(parts).map(([name, ms]) => `${name} ${ms.toFixed(1)}`);
  return `  ${what} of ${runs} runs, from the key's time stamp to the end of the frame on the page's thread, medians, ms: ${list.join(', ')}`;
}

const runsList: Measure = async () => {
  const home = await mkdtemp(join(tmpdir(), 'flash-runs-list-'));
  const site = await buildSite({ outDir: process.env['FLASH_SITE_DIR'] ?? CACHE });
  const browser = await launchChromium({ args: AT_ONCE });
  const measure = async (count: number): Promise<Times> => {
    const snapshot = join(home, String(count));
    const path = await publishRuns(snapshot, count);
    const server = await serveSite(site, snapshot);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    try {
      await page.goto(`${server.url}${path}`, { waitUntil: 'load' });
      const times = await timesOf(browser, page);
      for (const what of ['filter', 'sort'] as const) console.error(said(what, count, times[what]));
      return times;
    } finally {
      await page.close();
      await server.close();
    }
  };
  try {
    const few = await measure(FEW);
    const many = await measure(MANY);
    return (['filter', 'sort'] as const).flatMap((what) => [
      figure({
        name: `runs-list.${what}_3000_ms`,
        value: few[what].painted,
        unit: 'ms',
        atMost: FRAME_MS,
      }),
      figure({
        name: `runs-list.${what}_30000_ms`,
        value: many[what].painted,
        unit: 'ms',
        against: `the same keys with ${FEW} runs, median of ${KEYS}`,
        ratio: many[what].painted / few[what].painted,
        atMost: 12,
      }),
    ]);
  } finally {
    await browser.close();
    await rm(home, { recursive: true, force: true });
  }
};

const measures: readonly Measure[] = [runsList];
export default measures;
