/** Without a network: what was visited is read, says how old it is, and gives way to what is new as soon as there is a network. */

import type { Page } from '@playwright/test';
import { promised } from '../../support/promises.ts';
import { expect, test } from './fixture.ts';

const RUN = '/runs/run_2026.11-quax/140/';
const badge = (page: Page) => page.locator('flash-freshness .state');

/** What a page says beside how old it is: its headings and its tables. */
async function wordsOf(page: Page): Promise<string> {
  const words = await page.locator('main :is(h1, h2, table.data:not(.files) td)').allTextContents();
  return words.map((text) => text.replaceAll(/\s+/g, ' ').trim()).join('\n');
}

/** Until the browser keeps a page and the state that it stands for. */
async function kept(page: Page, path: string): Promise<void> {
  await page.waitForFunction(
    async (address) =>
      (await caches.match(address)) !== undefined &&
      (await caches.match('/data/snapshot.json')) !== undefined,
    path,
  );
}

async function visit(page: Page, base: string, path: string): Promise<void> {
  await page.goto(base + path);
  await expect(badge(page)).toContainText('live');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await kept(page, path);
}

test.describe('a browser that keeps what was visited', () => {
  test.use({ serviceWorkers: 'allow' });

  test(promised('9.6'), async ({ page, context, sites }) => {
    const base = await sites.open('full');
    const online = new Map<string, string>();
    for (const path of ['/', '/runs/', RUN, '/docs/procedures/start-of-shift/']) {
      await visit(page, base, path);
      online.set(path, await wordsOf(page));
    }
    // As if the last visit had been three hours ago, by this device's clock.
    await page.evaluate(async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        const old = await cache.match('/data/snapshot.json');
        if (old === undefined) continue;
        const headers = new Headers(old.headers);
        headers.set('x-flash-kept-at', String(Date.now() - 3 * 3_600_000));
        await cache.put('/data/snapshot.json', new Response(await old.blob(), { headers }));
      }
    });
    await context.setOffline(true);
    for (const path of ['/runs/', RUN, '/docs/procedures/start-of-shift/']) {
      await page.goto(base + path);
      await expect(badge(page), path).toContainText(/Offline: as of .* UTC, 3\sh/);
      expect(await wordsOf(page), path).toBe(online.get(path));
    }
    await page.goto(`${base}/`);
    await expect(badge(page)).toContainText('Offline');
    await expect(page.locator('h1')).not.toContainText(/^Taking/);
    await page.goto(`${base}/alarms/`);
    await expect(page.locator('h1')).toHaveText('This page is not on this device.');
    await expect(page.getByRole('link', { name: RUN })).toBeVisible();

    await context.setOffline(false);
    await sites.publish('full', Date.now());
    await page.goto(base + RUN);
    await expect(badge(page)).toContainText('live');
  });

  test('offline after one text: the page for what was not visited works all the same', async ({
    page,
    context,
    sites,
  }) => {
    const base = await sites.open('full');
    await visit(page, base, '/docs/procedures/start-of-shift/');
    await context.setOffline(true);
    await page.goto(`${base}/runs/`);
    await expect(page.locator('h1')).toHaveText('This page is not on this device.');
    await expect(
      page.getByRole('link', { name: '/docs/procedures/start-of-shift/' }),
    ).toBeVisible();
    await context.setOffline(false);
  });

  test('a page that is open when the network goes says so, and goes on when it comes back', async ({
    page,
    context,
    sites,
  }) => {
    const base = await sites.open('full');
    await visit(page, base, '/runs/');
    await context.setOffline(true);
    await expect(badge(page)).toContainText('Offline: as of');
    await context.setOffline(false);
    await sites.publish('full', Date.now());
    await expect(badge(page)).toContainText('live');
  });

  test('online, nothing kept is shown for new', async ({ page, sites }) => {
    const base = await sites.open('full');
    await visit(page, base, '/runs/');
    const old = await page.locator('[data-snapshot-id]').textContent();
    await page.evaluate(async () => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        const headers = { 'content-type': 'text/html' };
        await cache.put('/runs/', new Response('<h1>Kept and old</h1>', { headers }));
      }
    });
    await sites.publish('full', Date.now());
    await page.goto(`${base}/runs/`);
    await expect(page.locator('h1')).toHaveText('Runs');
    await expect(page.locator('[data-snapshot-id]')).not.toHaveText(old ?? '');
  });
});

test('where a browser may keep nothing, the page says what it needs', async ({ page, sites }) => {
  await page.addInitScript(() =>
    Object.defineProperty(globalThis, 'isSecureContext', { value: false }),
  );
  await page.goto(await sites.open('full'));
  await expect(page.locator('.site-footer')).toContainText('Offline reading needs https');
});
