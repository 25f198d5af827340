/** The site as files: what a web server needs beside the data pages. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dashboards } from '#dashboards/questions/index.ts';

import { createPublisher } from '#site/snapshot/publisher.ts';
import { buildStaticSite } from '#site/static-site.ts';
import { emptyReads } from '#telemetry/catalogue/read/consistent.ts';

test('a static site has a 404.html, rendered for its address', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'flash-static-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const clientDirectory = join(home, 'client');
  mkdirSync(clientDirectory);
  const questions = dashboards.map(({ name }) => `/flash/dashboards/${name}/`);
  const named = 'runs files log charts alarms dashboards storage jobs statistics shifts';
  const parts = ['', ...named.split(' ').map((part) => `${part}/`)].map((it) => `/flash/${it}`);
  const pages = [...parts, ...questions];
  await buildStaticSite({
    out: join(home, 'dist'),
    url: 'https://flash.example.org/flash/',
    site: {
      clientDirectory,
      render: async ({ url }) => {
        await Promise.resolve();
        const { pathname } = new URL(url);
        return new Response(pathname, {
          status: pages.includes(pathname) || pathname.endsWith('.xml') ? 200 : 404,
        });
      },
    },
    publish: async (directory) => {
      const publisher = await createPublisher({
        directory,
        effects: {
          clock: { now: () => 0, monotonic: () => 0 },
          log: { write: () => undefined },
        },
        demoNote: null,
        pollAfterMs: 30_000,
        readConsistently: emptyReads,
      });
      await publisher.publish();
    },
    onProgress: () => undefined,
  });
  assert.equal(readFileSync(join(home, 'dist', '404.html'), 'utf8'), '/flash/404/');
  assert.equal(readFileSync(join(home, 'dist', 'index.html'), 'utf8'), '/flash/');
  // A feed is a file of its name, not a folder.
  const feed = readFileSync(join(home, 'dist', 'log', 'feed.xml'), 'utf8');
  assert.equal(feed, '/flash/log/feed.xml');
});
