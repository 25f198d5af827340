/** The first view of a page on the hub: bytes over the wire and requests, until the page is at rest. */

import type { Browser } from 'playwright';
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

interface Cost {
  readonly bytes: number;
  readonly requests: number;
}

const REST_MS = 500;

/** Counts until everything has come and nothing was asked for half a second; the manifest, which is polled, counts once. */
async function firstView(browser: Browser, url: string): Promise<Cost> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const counted = new Map<string, number>();
  const seen = new Set<string>();
  const pending = new Set<string>();
  let lastAt = performance.now();
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    const isAgain = request.url.endsWith('/snapshot.json') && seen.has(request.url);
    // What follows the first poll belongs to the next snapshot, not to this view.
    const isLater = [...seen].some((one) => one.endsWith('/snapshot.json')) && isAgain;
    if (request.url.startsWith('data:') || isLater) return;
    seen.add(request.url);
    counted.set(requestId, 0);
    pending.add(requestId);
    lastAt = performance.now();
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (counted.has(requestId)) counted.set(requestId, encodedDataLength);
    if (pending.delete(requestId)) lastAt = performance.now();
  });
  session.on('Network.loadingFailed', ({ requestId }) => {
    // Bytes that never came are no saving: the wait below then ends in vain.
    if (pending.has(requestId)) pending.add(`${requestId} failed`);
  });
  await page.goto(url, { waitUntil: 'load' });
  await page.locator('flash-freshness .state').waitFor();
  if ((await page.locator('flash-timeline').count()) > 0)
    await page.locator('.plot.drawn').first().waitFor();
  await waitUntil(
    `${url} at rest`,
    () => pending.size === 0 && performance.now() - lastAt > REST_MS,
  );
  await context.close();
  const sizes = [...counted.values()];
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), requests: sizes.length };
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
          value: cost.requests,
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
