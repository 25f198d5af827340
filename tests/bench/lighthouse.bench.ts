/** Lighthouse on six pages as a phone loads them: accessibility, best practices, SEO and performance, of 100. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import lighthouse from 'lighthouse';
import { buildSite } from '#site/build.ts';
import { describeError } from '#telemetry/errors.ts';
import { launchChromium } from '../support/living/chromium.ts';
import { freePorts } from '../support/living/free-port.ts';
import { writeSiteFixture } from '../support/site-fixture/index.ts';
import { serveSite } from '../support/site-fixture/server.ts';
import { figure, median, type Figure, type Measure } from './figure.ts';

const CACHE = resolve(import.meta.dirname, '..', '..', '.cache', 'site');
const PAGES = [
  ['now', '/'],
  ['runs', '/runs/'],
  ['run', '/runs/run_2026.11-quax/140/'],
  ['log', '/log/'],
  ['alarms', '/alarms/'],
  ['docs', '/docs/procedures/start-of-shift/'],
] as const;
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
type Category = (typeof CATEGORIES)[number];
const LEAST: Readonly<Record<Category, number>> = {
  performance: 98,
  accessibility: 100,
  'best-practices': 100,
  seo: 100,
};
/** Performance is a simulation from what one load took: where it is too little, the median of a few tells more. */
const LOADS = 3;
/** A load that takes longer than this is a fault of the page, or of the machine: either is said. */
const LOAD_MS = 60_000;
const PUBLISH_MS = 5_000;

type Scores = Readonly<Record<Category, number>>;

/** Loads a page once; what costs points is said, so that it can be mended. */
async function scoresOf(url: string, port: number): Promise<Scores> {
  const result = await lighthouse(url, {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: [...CATEGORIES],
    maxWaitForLoad: LOAD_MS / 2,
  });
  if (result === undefined) throw new RangeError(`Lighthouse says nothing of ${url}`);
  const { categories, audits } = result.lhr;
  const score = (category: Category): number => {
    const found = categories[category];
    const value = Math.round((found?.score ?? Number.NaN) * 100);
    if (!(value >= LEAST[category]))
      for (const { id, weight } of found?.auditRefs ?? [])
        if (weight > 0 && (audits[id]?.score ?? 1) < 0.9)
          console.error(`  ${url} ${category} ${value}: ${id} ${audits[id]?.displayValue ?? ''}`);
    return value;
  };
  return {
    performance: score('performance'),
    accessibility: score('accessibility'),
    'best-practices': score('best-practices'),
    seo: score('seo'),
  };
}

function figuresOf(page: string, loads: readonly Scores[]): readonly Figure[] {
  return CATEGORIES.map((category) =>
    figure({
      name: `lighthouse.${page}_${category.replace('-', '_')}`,
      value: median(loads.map((scores) => scores[category])),
      unit: 'of 100',
      atLeast: LEAST[category],
    }),
  );
}

/** Loads a page once, and where that is too little as often as a median needs. */
async function loadsOf(url: string, port: number): Promise<readonly Scores[]> {
  const first = await withinLimit(scoresOf(url, port), url);
  if (CATEGORIES.every((category) => first[category] >= LEAST[category])) return [first];
  const loads = [first];
  while (loads.length < LOADS) loads.push(await withinLimit(scoresOf(url, port), url));
  return loads;
}

async function withinLimit<T>(load: Promise<T>, url: string): Promise<T> {
  const over = new AbortController();
  const late = setTimeout(LOAD_MS, null, { signal: over.signal }).then(() => {
    throw new RangeError(`Lighthouse took more than ${LOAD_MS / 1000} s for ${url}`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([load, late]);
  } finally {
    over.abort();
  }
}

/** One page in a browser of its own: what goes wrong with it is said, and leaves the others as they are. */
async function pageFigures(name: string, url: string): Promise<readonly Figure[]> {
  const [port = 0] = await freePorts(1);
  const browser = await launchChromium({ args: [`--remote-debugging-port=${port}`] });
  try {
    const loads = await loadsOf(url, port);
    console.error(
      `  ${name}: ${loads.map((scores) => Object.values(scores).join(' ')).join(', ')}`,
    );
    return figuresOf(name, loads);
  } catch (error) {
    console.error(`  ${name} could not be measured: ${describeError(error)}`);
    return figuresOf(name, []);
  } finally {
    await browser.close();
  }
}

/** Publishes as a hub does: what is measured is a page of an experiment that lives, not one that goes stale. */
async function keepFresh(home: string, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await setTimeout(PUBLISH_MS, null, { signal: over }).catch(() => undefined);
    if (!over.aborted) await writeSiteFixture(home, 'full', Date.now());
  }
}

const sixPages: Measure = async () => {
  const home = await mkdtemp(join(tmpdir(), 'flash-lighthouse-'));
  const site = await buildSite({ outDir: process.env['FLASH_SITE_DIR'] ?? CACHE });
  await writeSiteFixture(home, 'full', Date.now());
  const server = await serveSite(site, home);
  const over = new AbortController();
  const publishing = keepFresh(home, over.signal);
  try {
    const figures: Figure[] = [];
    for (const [name, path] of PAGES) figures.push(...(await pageFigures(name, server.url + path)));
    return figures;
  } finally {
    over.abort();
    await publishing;
    await server.close();
    await rm(home, { recursive: true, force: true });
  }
};

const measures: readonly Measure[] = [sixPages];
export default measures;
