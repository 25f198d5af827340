/** Old links lead on: to the run that a merged one became, to a campaign that got another address; on the hub and as files. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { compiledSite } from '#site/compiled-site.ts';
import { createPublisher } from '#site/snapshot/publisher.ts';
import { buildStaticSite } from '#site/static-site.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { fileFact, T0 } from '../support/facts.ts';
import { launchChromium } from '../support/living/chromium.ts';
import { SETTINGS, SLUG } from '../support/living/experiment.ts';
import { startLivingHub, type LivingHub } from '../support/living/hub.ts';
import { needsProgram } from '../support/needs-program.ts';
import { waitUntil } from '../support/wait-until.ts';

const file = (run: string, minute: number) =>
  fileFact({ run, name: `m${minute}.dat`, takenAt: T0 + minute * 60_000 });

/** Merges run 1 into run 2 by hand and gives the campaign another address; resolves when that is published. */
async function moveByHand(living: LivingHub): Promise<void> {
  const { hub, url } = living;
  await living.deliver([
    file('/daq/1', 0),
    file('/daq/1', 1),
    file('/daq/2', 10),
    file('/daq/3', 20),
  ]);
  const page = (path: string) => fetch(`${url}/runs/${path}`, { redirect: 'manual' });
  await waitUntil('run 1', async () => (await page(`${SLUG}/1/`)).status === 200);
  const administrator = await hub.catalogue.openAdministrator();
  await administrator.query('UPDATE file SET run_id = 2 WHERE run_id = 1');
  await administrator.query(
    'UPDATE run SET file_count = file_count + 2, revision = revision + 1 WHERE id = 2',
  );
  await administrator.query('DELETE FROM run WHERE id = 1');
  await administrator.query(
    "UPDATE campaign SET name = 'Run_2026.11-pilot', slug = 'pilot' WHERE slug = ?",
    [SLUG],
  );
  await administrator.end();
  await living.deliver([file('/daq/3', 21)]);
  await waitUntil('the new address', async () => (await page('pilot/3/')).status === 200);
}

test(
  'old links lead to the run a merged one became, and to the campaign under its new address',
  needsProgram('FLASH_MARIADBD', 'FLASH_CHROMIUM'),
  async (t) => {
    await using living = await startLivingHub(SETTINGS);
    await moveByHand(living);
    const { url } = living;
    const asked = async (path: string) => {
      const response = await fetch(`${url}/runs/${path}`, { redirect: 'manual' });
      return [response.status, response.headers.get('location')];
    };
    assert.deepEqual(await asked('pilot/1/'), [308, '/runs/pilot/2/']);
    assert.deepEqual(await asked(`${SLUG}/1/`), [308, '/runs/pilot/2/']);
    assert.deepEqual(await asked(`${SLUG}/3/?from=1&to=2`), [308, '/runs/pilot/3/?from=1&to=2']);
    assert.deepEqual(await asked(`${SLUG}/?month=2026-11`), [308, '/runs/pilot/?month=2026-11']);
    assert.deepEqual(await asked('pilot/9/'), [404, null]);
    assert.deepEqual(await asked(`${SLUG}/x/`), [404, null]);
    const run = await (await fetch(`${url}/runs/pilot/2/`)).text();
    assert.match(run, /Merged into this run: run 1 on \d/);

    // As files, on any web server, without JavaScript.
    const out = join(mkdtempSync(join(tmpdir(), 'flash-moved-')), 'dist');
    t.after(() => rmSync(resolve(out, '..'), { recursive: true, force: true }));
    await buildStaticSite({
      out,
      url: 'http://localhost/',
      site: await compiledSite({
        home: resolve(import.meta.dirname, '..', '..', '.cache'),
        url: null,
      }),
      publish: async (directory) => {
        const publisher = await createPublisher({
          directory,
          effects: { clock: systemClock, log: silentLog },
          demoNote: null,
          readConsistently: consistentReads(living.hub.catalogue.pools.publisher),
        });
        await publisher.publish();
      },
      onProgress: () => undefined,
    });
    const old = readFileSync(join(out, 'runs', SLUG, '1', 'index.html'), 'utf8');
    assert.match(old, /Run 1 was merged into run 2 on \d/);
    assert.match(old, /http-equiv="refresh" content="0; url=\/runs\/pilot\/2\/"/);
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      try {
        response.setHeader('content-type', path.endsWith('/') ? 'text/html' : 'text/css');
        response.end(readFileSync(join(out, path, path.endsWith('/') ? 'index.html' : '')));
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    t.after(() => server.close());
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const browser = await launchChromium();
    t.after(() => browser.close());
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    for (const origin of [`http://127.0.0.1:${address.port}`, url]) {
      await page.goto(`${origin}/runs/${SLUG}/1/`);
      await page.waitForURL(`${origin}/runs/pilot/2/`);
      assert.match((await page.locator('h1').textContent()) ?? '', /Run 2|run 2|2/);
    }
    server.closeAllConnections();
  },
);

test(
  'a page that is open when its run is merged goes on without errors',
  needsProgram('FLASH_MARIADBD', 'FLASH_CHROMIUM'),
  async (t) => {
    await using living = await startLivingHub(SETTINGS);
    const { url } = living;
    const now = Date.now();
    const live = (run: string, n: number) =>
      fileFact({ run, name: `l${n}.dat`, takenAt: now - 60_000 + n * 1_000 });
    await living.deliver([live('/daq/1', 0), live('/daq/1', 1), live('/daq/2', 30)]);
    await waitUntil('run 1', async () => (await fetch(`${url}/runs/${SLUG}/1/`)).ok);
    const browser = await launchChromium();
    t.after(() => browser.close());
    const pages = await Promise.all(
      [`/runs/${SLUG}/1/`, `/runs/${SLUG}/`].map(async (path) => {
        const page = await browser.newPage();
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(error.message));
        await page.goto(url + path);
        return { page, errors };
      }),
    );
    await moveOpen(living);
    for (const { page, errors } of pages) {
      for (let n = 0; n < 3; n += 1)
        await page.waitForResponse((response) => response.url().endsWith('snapshot.json'));
      assert.equal(await page.locator('h1').count(), 1);
      assert.deepEqual(errors, []);
    }
  },
);

async function moveOpen(living: LivingHub): Promise<void> {
  const { hub, url } = living;
  const administrator = await hub.catalogue.openAdministrator();
  await administrator.query('UPDATE file SET run_id = 2 WHERE run_id = 1');
  await administrator.query('UPDATE run SET file_count = 3, revision = revision + 1 WHERE id = 2');
  await administrator.query('DELETE FROM run WHERE id = 1');
  await administrator.end();
  await living.deliver([fileFact({ run: '/daq/2', name: 'next.dat', takenAt: Date.now() })]);
  const address = `${url}/runs/${SLUG}/1/`;
  await waitUntil('the redirect', async () => {
    const response = await fetch(address, { redirect: 'manual' });
    return response.status === 308;
  });
}
