/** What a first view costs: bytes over the wire, compressed, and requests, until the page is at rest. */

import type { Page } from '@playwright/test';
import { countFirstView } from '../../support/first-view.ts';
import { expect, test } from './fixture.ts';

const BUDGETS = [
  { path: '/', bytes: 65_000, requests: 8 },
  { path: '/runs/', bytes: 65_000, requests: 8 },
  { path: '/files/', bytes: 65_000, requests: 8 },
  { path: '/runs/run_2026.11-quax/', bytes: 95_000, requests: 8 },
  { path: '/runs/run_2026.11-quax/140/', bytes: 95_000, requests: 8 },
  // Of the documentation: a text with live values, one with steps and code besides, the longest, one with a chart below.
  { path: '/docs/procedures/alarms/temperature-high/', bytes: 60_000, requests: 20 },
  { path: '/docs/procedures/start-a-run/', bytes: 60_000, requests: 20 },
  // The one that costs most.
  { path: '/docs/procedures/tape-backlog/', bytes: 60_000, requests: 20 },
  { path: '/docs/infrastructure/commands/', bytes: 60_000, requests: 20 },
  { path: '/docs/data/charts/', bytes: 60_000, requests: 20 },
  { path: '/alarms/', bytes: 65_000, requests: 8 },
  { path: '/charts/', bytes: 95_000, requests: 8 },
  { path: '/storage/', bytes: 65_000, requests: 8 },
  { path: '/statistics/?year=2026', bytes: 95_000, requests: 8 },
];

async function measure(page: Page, url: string) {
  const view = await countFirstView(await page.context().newCDPSession(page));
  await page.goto(url, { waitUntil: 'load' });
  await expect(page.locator('flash-freshness .state')).toBeVisible();
  const charts = page.locator('flash-timeline, flash-charts');
  if ((await charts.count()) > 0) {
    await charts.scrollIntoViewIfNeeded();
    await expect(page.locator('.plot.drawn').first()).toBeVisible();
  }
  return await view.settle();
}

for (const { path, bytes, requests } of BUDGETS) {
  // The figure stands in the report, so that it can be followed.
  test(`${path} is within ${bytes / 1000} kB and ${requests} requests`, async ({ page, sites }) => {
    const cost = await measure(page, `${await sites.open('full')}${path}`);
    test.info().annotations.push({
      type: 'cost',
      description: `${cost.bytes} bytes, ${cost.requests.length} requests: ${cost.requests.join(' ')}`,
    });
    expect(cost.requests.length, cost.requests.join('\n')).toBeLessThanOrEqual(requests);
    expect(cost.bytes).toBeLessThanOrEqual(bytes);
  });
}
