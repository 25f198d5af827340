/** What a first view costs: bytes over the wire, compressed, and requests, until the page is at rest. */

import type { Page } from '@playwright/test';
import { expect, test } from './fixture.ts';

const BUDGETS = [
  { path: '/', bytes: 65_000, requests: 8 },
  { path: '/runs/', bytes: 65_000, requests: 8 },
  { path: '/runs/run_2026.11-quax/', bytes: 95_000, requests: 8 },
  { path: '/runs/run_2026.11-quax/140/', bytes: 95_000, requests: 8 },
];

async function measure(page: Page, url: string): Promise<{ bytes: number; requests: string[] }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const requests: string[] = [];
  let bytes = 0;
  let polls = 0;
  session.on('Network.requestWillBeSent', ({ request }) => {
    if (request.url.startsWith('data:')) return;
    // The manifest is asked for again and again; the first time belongs to the first view.
    if (request.url.endsWith('/snapshot.json')) polls += 1;
    if (!request.url.endsWith('/snapshot.json') || polls === 1)
      requests.push(new URL(request.url).pathname);
  });
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    if (polls <= 1) bytes += encodedDataLength;
  });
  await page.goto(url, { waitUntil: 'load' });
  await expect(page.locator('flash-freshness .state')).toBeVisible();
  const charts = page.locator('flash-timeline');
  if ((await charts.count()) > 0) {
    await charts.scrollIntoViewIfNeeded();
    await expect(page.locator('.plot.drawn').first()).toBeVisible();
  }
  return { bytes, requests };
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
