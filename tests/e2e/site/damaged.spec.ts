/** A piece of a snapshot that is not what its name says is shown on no kind of page, and the page says so. */

import type { Route } from '@playwright/test';
import { expect, PAGES, test } from './fixture.ts';

const MANIFEST = '**/data/snapshot.json';
/** Another name of the same length: nothing has it for its hash. */
const PART_OF_HASH = /\.[0-9a-f]{4}(?=[0-9a-f]{8,12}\.json)/g;
const RENAMED = /\/data\/[^?]*\.f00d[0-9a-f]{8,12}\.json/;
/** Of a newest snapshot they show its age alone; a run is named by its revision, which did not change. */
const WITHOUT_PIECES: ReadonlySet<string> = new Set(['run', 'api', 'not-found', 'dashboards']);

/** A newer snapshot, every piece of which has another name. */
async function newer(route: Route): Promise<void> {
  const response = await route.fetch();
  const manifest = JSON.parse((await response.text()).replaceAll(PART_OF_HASH, '.f00d')) as object;
  const at = Date.now() + 1_000;
  await route.fulfill({ response, json: { ...manifest, id: 'another', generated_at: at } });
}

/** What the server has under the first name: right in its form, but not what was published. */
async function another(route: Route): Promise<void> {
  const { pathname } = new URL(route.request().url());
  const kind = /\/data\/([a-z]+)/.exec(pathname)?.[1] ?? '';
  const manifest = await (
    await route.fetch({ url: new URL('/data/snapshot.json', route.request().url()).href })
  ).json();
  const { assets } = manifest as {
    readonly assets: Readonly<Record<string, { readonly path: string }>>;
  };
  const path = assets[kind]?.path;
  if (path === undefined) return await route.fulfill({ json: { kind } });
  await route.fulfill({
    response: await route.fetch({ url: new URL(`/data/${path}`, route.request().url()).href }),
  });
}

test('no kind of page shows a piece that is not what its name says', async ({ page, sites }) => {
  const url = await sites.open('full');
  await page.route(MANIFEST, newer);
  // A page that has ended may still have asked.
  await page.route(RENAMED, (route) => another(route).catch(() => undefined));
  for (const { name, path } of PAGES) {
    await page.goto(`${url}${path}`);
    const badge = page.locator('flash-freshness');
    const says = WITHOUT_PIECES.has(name) ? 'live' : 'newer data could not be read';
    if (name === 'files')
      await expect(page.locator('[data-find-hint]')).toContainText('something could not be read');
    else await expect(badge, name).toContainText(says);
  }
});
