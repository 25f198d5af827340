/** A run of 20 000 files in Chromium: how soon its list is there, and frames while it scrolls against an empty page of the same length. */

import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Page } from 'playwright';
import { buildSite } from '#site/build.ts';
import { packFiles } from '#site/snapshot/encoding/run-table.ts';
import type { FileColumns, Run } from '#site/snapshot/schema/run.ts';
import { launchChromium } from '../support/living/chromium.ts';
import { writeCampaign, writeSiteFixture } from '../support/site-fixture/index.ts';
import { buildQuax } from '../support/site-fixture/runs.ts';
import { serveSite } from '../support/site-fixture/server.ts';
import { figure, median, type Figure, type Measure } from './figure.ts';

const FILES = 20_000;
const A_PART = 5_000;
const SLUG = 'run_2026.11-quax';
const ROUNDS = 5;
const SLOW_MS = 20;
const CACHE = resolve(import.meta.dirname, '..', '..', '.cache', 'site');

/** The newest physics run of the fixture, with 20 000 files in four parts. */
async function publish(directory: string): Promise<number> {
  const at = Date.now();
  const [run] = buildQuax(at).slice(2, 3);
  if (run === undefined) throw new RangeError('the fixture has no run');
  const { files, path } = run;
  const part = (n: number): FileColumns => ({
    ...files,
    name: files.name.map((_, i) => `physics_${String(n * A_PART + i + 1).padStart(7, '0')}.dat`),
  });
  const fileParts = [1, 2, 3].map((n) => `run/${SLUG}/${run.number}.files-${n + 1}.bench.json`);
  const long: Run = { ...run, path, fileCount: FILES, files: part(0), fileParts };
  await writeSiteFixture(directory, 'full', at, async (folder, write) => {
    for (const [n, name] of fileParts.entries()) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), JSON.stringify(packFiles(part(n + 1))));
    }
    const identity = { slug: SLUG, name: 'Run_2026.11-QUAX', title: null, experiment: null };
    return [await writeCampaign(folder, write, identity, [long], true)];
  });
  return run.number;
}

/** Scrolls a frame from end to end within two seconds; returns the share of frames that took longer than 20 ms. */
async function slowShare(page: Page, selector: string): Promise<number> {
  return await page.locator(selector).evaluate(async (frame, slow) => {
    const top = frame.scrollHeight - frame.clientHeight;
    const frames: number[] = [];
    const began = performance.now();
    let last = began;
    await new Promise<void>((done) => {
      const step = (now: number): void => {
        frames.push(now - last);
        last = now;
        const part = (now - began) / 2_000;
        frame.scrollTop = top * Math.min(1, part);
        if (part >= 1) done();
        else requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    });
    return frames.slice(2).filter((ms) => ms > slow).length / Math.max(1, frames.length - 2);
  }, SLOW_MS);
}

const EMPTY = `<!doctype html><div id="frame" style="block-size:34rem;overflow:auto"><div style="block-size:660000px"></div></div>`;

const scrolling: Measure = async () => {
  const home = mkdtempSync(join(tmpdir(), 'flash-run-files-'));
  const number = await publish(join(home, 'snapshot'));
  const site = await buildSite({ outDir: process.env['FLASH_SITE_DIR'] ?? CACHE });
  const server = await serveSite(site, join(home, 'snapshot'));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}/runs/${SLUG}/${number}/`);
    await page.locator('.plot.drawn').first().waitFor();
    const began = performance.now();
    await page.locator('#files h2').hover();
    await page.locator('#files .copy').first().waitFor();
    const opened = performance.now() - began;
    const bare = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await bare.setContent(EMPTY);
    const pairs: { ours: number; empty: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await page.bringToFront();
      const ours = await slowShare(page, '.files-frame');
      await bare.bringToFront();
      pairs.push({ ours, empty: await slowShare(bare, '#frame') });
    }
    return figuresOf(opened, pairs);
  } finally {
    await browser.close();
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
};

function figuresOf(
  opened: number,
  pairs: readonly { readonly ours: number; readonly empty: number }[],
): readonly Figure[] {
  return [
    figure({ name: 'run-files.open_ms', value: opened, unit: 'ms' }),
    figure({
      name: 'run-files.more_slow_frames_ratio',
      value: median(pairs.map(({ ours, empty }) => ours - empty)),
      unit: 'share of frames above 20 ms, less that of an empty page',
      atMost: 0.02,
    }),
  ];
}

const measures: readonly Measure[] = [scrolling];
export default measures;
