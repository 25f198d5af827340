/** Lighthouse on six pages as a phone loads them: accessibility, best practices, SEO and performance, of 100. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import lighthouse from 'lighthouse';
import { buildSite } from '#site/build.ts';
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
/** Performance is a simulation from what one load took: the median of a few tells more. */
const LOADS = 3;

type Scores = Readonly<Record<Category, number>>;

/** Loads a page once; what costs points is said, so that it can be mended. */
async function scoresOf(url: string, port: number): Promise<Scores> {
  const result = await lighthouse(url, {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: [...CATEGORIES],
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

const sixPages: Measure = async () => {
  const home = await mkdtemp(join(tmpdir(), 'flash-lighthouse-'));
  await writeSiteFixture(home, 'full', Date.now());
  const site = await buildSite({ outDir: process.env['FLASH_SITE_DIR'] ?? CACHE });
  const server = await serveSite(site, home);
  const [port = 0] = await freePorts(1);
  const browser = await launchChromium({ args: [`--remote-debugging-port=${port}`] });
  try {
    const figures: Figure[] = [];
    for (const [name, path] of PAGES) {
      const loads: Scores[] = [];
      for (let i = 0; i < LOADS; i += 1) loads.push(await scoresOf(server.url + path, port));
      figures.push(...figuresOf(name, loads));
    }
    return figures;
  } finally {
    await browser.close();
    await server.close();
    await rm(home, { recursive: true, force: true });
  }
};

const measures: readonly Measure[] = [sixPages];
export default measures;
