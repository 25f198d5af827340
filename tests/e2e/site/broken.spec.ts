/** A snapshot that is broken or has died is told by every kind of page, and nothing that came with it is shown for new. */

import type { Page, Route } from '@playwright/test';
import { SNAPSHOT_SCHEMA } from '#site/snapshot/schema/asset.ts';
import { promised } from '../../support/promises.ts';
import { expect, PAGES, pagesInTurn, test } from './fixture.ts';

const MANIFEST = '**/data/snapshot.json';
const ASSET = /\/data\/[^?]*\.[0-9a-f]{16}\.json/;

/** Sends another manifest than the server's, with its headers. */
const instead =
  (change: (text: string) => string, headers: Readonly<Record<string, string>> = {}) =>
  async (route: Route): Promise<void> => {
    const response = await route.fetch();
    const body = change(await response.text());
    await route.fulfill({ response, body, headers: { ...response.headers(), ...headers } });
  };

const inVersion = (schema: number) => (text: string) =>
  JSON.stringify({ ...(JSON.parse(text) as object), schema });

const FAULTS = [
  {
    fault: 'cut off',
    handler: instead((text) => text.slice(0, text.length / 2)),
    says: 'the snapshot cannot be read',
  },
  {
    fault: 'of an older version',
    handler: instead(inVersion(SNAPSHOT_SCHEMA - 1)),
    says: 'of an older version than this page',
  },
  {
    fault: 'of a newer version',
    handler: instead(inVersion(SNAPSHOT_SCHEMA + 1)),
    says: 'this page is older than the data: reload it',
  },
  {
    fault: 'not there',
    handler: async (route: Route) => await route.fulfill({ status: 404 }),
    says: 'the server has no snapshot',
  },
] as const;

// A page that has ended may still have asked.
test.afterEach(async ({ page }) => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

const badge = (page: Page) => page.locator('flash-freshness');

for (const [turn, { fault, handler, says }] of FAULTS.entries()) {
  test(promised('9.1', `a manifest that is ${fault}`), async ({ page, sites }) => {
    await page.route(MANIFEST, handler);
    const url = await sites.open('full');
    for (const { name, path } of pagesInTurn(PAGES, turn, FAULTS.length)) {
      await page.goto(`${url}${path}`);
      await expect(badge(page), name).toContainText(says);
      await expect(badge(page), name).toHaveAttribute('data-state', 'stale');
    }
  });
}

test(
  promised('9.1', 'the publisher died, whatever the reader’s clock says'),
  async ({ page, sites }) => {
    // The reader's clock stands a year ago; the server's goes on, and its snapshot does not.
    await page.clock.setFixedTime(Date.now() - 365 * 86_400_000);
    const later = new Date(Date.now() + 600_000).toUTCString();
    await page.route(
      MANIFEST,
      instead((text) => text, { date: later }),
    );
    const url = await sites.open('full');
    for (const { name, path } of PAGES) {
      await page.goto(`${url}${path}`);
      await expect(badge(page), name).toContainText(/stale, \d+\smin old/);
      await expect(badge(page), name).toHaveAttribute('data-state', 'attention');
    }
  },
);

for (const [fault, damage] of [
  ['cut off', (text: string) => text.slice(0, -1)],
  ['other numbers than were published', (text: string) => text.replace(/\d(?=\D*$)/, '7$&')],
  ['another file', () => '{"schema":1}'],
] as const) {
  test(
    promised('9.9', `broken: an asset that is ${fault} is told, not shown`),
    async ({ page, sites }) => {
      const url = await sites.open('full');
      await page.goto(url);
      await expect(badge(page)).toContainText('live');
      const before = await page.locator('.as-of time').getAttribute('datetime');
      await page.route(ASSET, instead(damage));
      await sites.publish('full', Date.now());
      await expect(badge(page)).toContainText('newer data could not be read');
      expect(await page.locator('.as-of time').getAttribute('datetime')).toBe(before);
      // What is whole again is shown again.
      await page.unrouteAll({ behavior: 'wait' });
      await sites.publish('full', Date.now());
      await expect(badge(page)).toContainText('live');
      await expect(page.locator('.as-of time')).not.toHaveAttribute('datetime', before ?? '');
    },
  );
}
