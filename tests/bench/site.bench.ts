/** The first view of a page on the hub: bytes over the wire and requests, until the page is at rest. */

import type { Browser } from 'playwright';
import { countFirstView } from '../support/first-view.ts';
import { launchChromium } from '../support/living/chromium.ts';
import { pastOf, SETTINGS, SLUG } from '../support/living/experiment.ts';
import { startLivingHub } from '../support/living/hub.ts';
import { waitUntil } from '../support/wait-until.ts';
import { figure, type Figure, type Measure } from './figure.ts';

/** Budgets of the design, section 10. */
const VIEWS = [
  { name: 'now', path: '/', bytes: 65_000, requests: 8 },
  { name: 'runs', path: '/runs/', bytes: 65_000, requests: 8 },
  { name: 'campaign', path: `/runs/${SLUG}/`, bytes: 95_000, requests: 8 },
  { name: 'run', path: `/runs/${SLUG}/1/`, bytes: 95_000, requests: 8 },
] as const;

async function firstView(browser: Browser, url: string) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const view = await countFirstView(await context.newCDPSession(page));
  await page.goto(url, { waitUntil: 'load' });
  await page.locator('flash-freshness .state').waitFor();
  if ((await page.locator('flash-timeline').count()) > 0)
    await page.locator('.plot.drawn').first().waitFor();
  const cost = await view.settle();
  await context.close();
  return cost;
}

/** A catalogue with a run of half an hour; nothing is delivered while it is measured. */
const firstViews: Measure = async () => {
  await using hub = await startLivingHub(SETTINGS);
  await hub.deliver(pastOf({ now: Date.now() }));
  const run = `${hub.url}/runs/${SLUG}/1/`;
  await waitUntil('the run on the site', async () => (await fetch(run)).ok);
  const browser = await launchChromium();
  const figures: Figure[] = [];
  try {
    for (const { name, path, bytes, requests } of VIEWS) {
      const cost = await firstView(browser, `${hub.url}${path}`);
      figures.push(
        figure({ name: `site.${name}_bytes`, value: cost.bytes, unit: 'bytes', atMost: bytes }),
        figure({
          name: `site.${name}_requests`,
          value: cost.requests.length,
          unit: 'requests',
          atMost: requests,
        }),
      );
    }
  } finally {
    await browser.close();
  }
  return figures;
};

const measures: readonly Measure[] = [firstViews];
export default measures;
