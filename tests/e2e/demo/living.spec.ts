/** The living demo in a browser: it moves, says what it knows, claims nothing more, and says so when it falls silent. The last test ends it. */

import { execFileSync } from 'node:child_process';
import { startLivingHub } from '../../support/living/hub.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { complaints, expect, expectAccessible, openRun, test } from './fixture.ts';

test.setTimeout(180_000);
/** Words that need a fact with its evidence, which the demo has not; "unverified" claims nothing. */
const CLAIM = /\b(verified|archived)\b/i;
/** Three times a cadence of ten seconds, and what a loaded machine adds. */
const STALE_WITHIN_MS = 90_000;

test('Now is marked DEMO, says how it is, and changes in place', async ({ page, demo }) => {
  const found = complaints(page);
  await page.goto(demo.url);
  await expect(page.getByRole('button', { name: 'DEMO' })).toBeVisible();
  await expect(page.locator('h1')).toContainText(/Taking|No run|Between|calibration/i);
  await expect(page.locator('.tile')).toHaveCount(6);
  await expect(page.locator('flash-freshness')).toHaveText(/live/);
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  const flow = page.locator('.tile').first();
  const [asOf, tile] = [await page.locator('.as-of').textContent(), await flow.textContent()];
  await expect(page.locator('.as-of')).not.toHaveText(asOf ?? '', { timeout: 30_000 });
  await expect(flow).not.toHaveText(tile ?? '', { timeout: 30_000 });
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  expect(found).toEqual([]);
});

test('the chart of the open run grows', async ({ page, demo }) => {
  const found = complaints(page);
  await page.goto(await openRun(demo));
  await expect(page.locator('.plot.drawn').first()).toBeVisible();
  const last = (): Promise<number> =>
    page.locator('flash-timeline').evaluate((chart) => Number(chart.getAttribute('data-last')));
  const first = await last();
  expect(first).toBeGreaterThan(0);
  await expect.poll(last, { timeout: 60_000 }).toBeGreaterThan(first);
  expect(found).toEqual([]);
});

test('no data page says that a file is verified or archived', async ({ page, demo }) => {
  const waiting = [`${demo.url}/`, `${demo.url}/runs/`];
  const seen = new Set(waiting);
  const runs: string[] = [];
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    const response = await fetch(url);
    expect(response.status, url).toBe(200);
    const text = await response.text();
    expect(text.match(CLAIM), url).toBeNull();
    for (const [, href = ''] of text.matchAll(/href="([^"#]+)/g)) {
      const { origin, pathname } = new URL(href, url);
      const next = `${origin}${pathname}`;
      if (origin !== demo.url || !pathname.startsWith('/runs/') || seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
      runs.push(next);
    }
  }
  expect(runs.length, 'campaigns and runs').toBeGreaterThanOrEqual(4);
  await page.goto(await openRun(demo));
  await expect(page.locator('.plot.drawn').first()).toBeVisible();
  expect((await page.locator('body').innerText()).match(CLAIM)).toBeNull();
});

test('no page complains, and those that live are accessible', async ({ page, demo }) => {
  const found = complaints(page);
  for (const { path, isAlive = false } of [
    { path: '/', isAlive: true },
    { path: '/runs/' },
    { path: '/runs/run-2026.10-flash/' },
    { path: '/runs/run-2026.10-flash/1/', isAlive: true },
    { path: '/docs/procedures/start-of-shift/' },
    { path: '/api/' },
  ]) {
    await page.goto(`${demo.url}${path}`);
    await expect(page.locator('flash-freshness .state')).toBeVisible();
    // The templates are looked at in every state elsewhere; here it is what an experiment fills in.
    if (isAlive) await expectAccessible(page, path);
  }
  expect(found).toEqual([]);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('Now, runs, a campaign and a run are readable, and say what they cannot know', async ({
    page,
    demo,
  }) => {
    const run = new URL(await openRun(demo)).pathname;
    for (const path of ['/', '/runs/', '/runs/run-2026.11-quax/', run]) {
      await page.goto(`${demo.url}${path}`);
      await expect(page.locator('h1'), path).toBeVisible();
      const notice = page.locator('noscript p');
      await expect(notice, path).toBeVisible();
      await expect(notice, path).toContainText('cannot tell whether newer data exist');
      const text = await page.locator('main').innerText();
      expect(text.length, path).toBeGreaterThan(100);
      expect(text, path).not.toMatch(/\d\s(s|min) ago/);
      await expect(page.locator('flash-freshness'), path).not.toContainText(/^live/);
    }
  });
});

test('an empty catalogue of the real kind says so, and is accessible', async ({ page }) => {
  await using hub = await startLivingHub();
  for (const path of ['/', '/runs/']) {
    await page.goto(`${hub.url}${path}`);
    await expect(page.locator('flash-freshness .state')).toBeVisible();
    await expect(page.getByRole('button', { name: 'DEMO' })).toHaveCount(0);
    await expectAccessible(page, `empty ${path}`);
  }
});

test('a sensor that dies is gone from /metrics, and stale since then on Now', async ({
  page,
  demo,
}) => {
  const metrics = async (): Promise<string> => (await fetch(`${demo.agentUrl}/metrics`)).text();
  const value = /^flash_cryostat_temperature_kelvin\{[^}]*channel="fridge\/ch1-t"[^}]*\}/m;
  const down = /^flash_channel_up\{[^}]*channel="fridge\/ch1-t"[^}]*\} 0$/m;
  expect(await metrics()).toMatch(value);
  execFileSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      'flash.ts',
      'demo',
      'simulate',
      '--event',
      'sensor-dead',
    ],
    { env: { ...process.env, FLASH_HOME: demo.home } },
  );
  await page.goto(demo.url);
  await waitUntil('the value is gone', async () => !value.test(await metrics()), STALE_WITHIN_MS);
  expect(await metrics()).toMatch(down);
  const row = page.locator('#channels tr', { hasText: '50 K plate' }).filter({ hasText: /K/ });
  await expect(row.filter({ hasText: /stale since \d\d:\d\d/ }).first()).toBeVisible({
    timeout: STALE_WITHIN_MS,
  });
});

test('part 8: the rota, the flags and the days on the pages are those of the catalogue', async ({
  page,
  demo,
}) => {
  const found = complaints(page);
  const listed = (...words: readonly string[]): readonly string[] =>
    execFileSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'flash.ts', ...words, '--demo', '--format', 'csv'],
      { env: { ...process.env, FLASH_HOME: demo.home }, encoding: 'utf8' },
    )
      .trim()
      .split('\n')
      .slice(1);
  const year = String(new Date().getUTCFullYear());
  const shifts = listed('shift', 'list', '--from', '2000-01-01').filter((row) =>
    row.startsWith(year),
  );
  expect(shifts.length, 'the people of the demo keep a rota').toBeGreaterThan(5);
  await page.goto(`${demo.url}/shifts/`);
  await expect(page.locator('#rota tbody tr')).toHaveCount(shifts.length, { timeout: 90_000 });
  const flags = listed('flag', 'list');
  await expect(page.locator('#flags tbody tr')).toHaveCount(flags.length);
  await page.goto(`${demo.url}/statistics/`);
  await expect(page.locator('h1')).toContainText('of physics data');
  await expectAccessible(page, 'statistics');
  await page.goto(`${demo.url}/storage/`);
  await expect(page.locator('#request tbody tr')).toHaveCount(4);
  await page.goto(`${demo.url}/`);
  await expect(page.locator('.shift')).toContainText(/On shift: \w+ \w+ \(shifter\)/);
  expect(found).toEqual([]);
});

test('an agent that falls silent is said, and what it measured is stale', async ({
  page,
  demo,
}) => {
  const agent = demo.part('agent');
  if (agent === undefined) throw new Error('the agent does not run');
  await page.goto(demo.url);
  await expect(page.locator('flash-freshness')).toHaveText(/live/);
  // Stopped, not killed: a killed one is there again in a second.
  process.kill(agent.pid, 'SIGSTOP');
  try {
    await expect(page.locator('.tile[data-state="stale"]').first()).toBeVisible({
      timeout: STALE_WITHIN_MS,
    });
    await expect(page.locator('main')).toContainText(
      /demo-daq.*(silent|no news|last heard|stale)/is,
      {
        timeout: STALE_WITHIN_MS,
      },
    );
    await expect(page.locator('.tile[data-state="stale"] .state', { hasText: 'Yes' })).toHaveCount(
      0,
    );
    await expectAccessible(page, 'stale');
  } finally {
    process.kill(agent.pid, 'SIGCONT');
  }
  await expect(
    page.locator('#channels tr', { hasText: 'Mixing chamber' }).first(),
  ).not.toContainText('stale', { timeout: STALE_WITHIN_MS });
});

test('when all is killed the badge says so in a word and a shape, and nothing says live', async ({
  page,
  demo,
}) => {
  await page.goto(demo.url);
  await expect(page.locator('flash-freshness')).toHaveText(/live/);
  demo.signal('SIGKILL');
  const badge = page.locator('flash-freshness');
  await expect(badge).toHaveText(/the server does not answer/, { timeout: 30_000 });
  await expect(badge.locator('.shape')).toHaveClass(/stale/);
  await expect(badge).not.toHaveText(/live/);
  await expect(badge).toHaveText(/^stale, /, { timeout: STALE_WITHIN_MS });
  await expect(page.locator('h1')).not.toContainText('Taking');
  await expectAccessible(page, 'away');
});
