/** Alarms, dashboards and values in texts, in a browser: they change in place, can be linked, and claim nothing without script. */

import { dayClock, span } from '#site/src/text/times.ts';
import { promised } from '../../support/promises.ts';
import { alarmsOfPast, someAlarms } from '../../support/site-fixture/alarms.ts';
import { expect, test } from './fixture.ts';

const RUNBOOK = '/docs/procedures/alarms/temperature-high/';

test('a value in a text has unit and age, goes on in place, and speaks to nobody', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}${RUNBOOK}`);
  const live = page.locator('.sl-markdown-content > p flash-live').first();
  await expect(live).toHaveText(/^30\.3\smK .*ago$/);
  await expect(page.locator('dl.card flash-live')).toHaveText('not raised');
  const before = await live.textContent();
  await sites.publish('full', Date.now() + 2_000);
  await expect(live).not.toHaveText(before ?? '');
  expect(await page.locator('flash-live[aria-live], flash-live [aria-live]').count()).toBe(0);
});

test('a value of an old snapshot is said to be of its time', async ({ page, sites }) => {
  await page.goto(`${await sites.open('stale')}${RUNBOOK}`);
  await expect(page.locator('.sl-markdown-content > p flash-live').first()).toHaveText(
    /^as of \d\d:\d\d:\d\d: 30\.3/,
  );
});

test('where nothing is configured, a text says so', async ({ page, sites }) => {
  await page.goto(`${await sites.open('empty')}${RUNBOOK}`);
  const live = page.locator('.sl-markdown-content > p flash-live').first();
  await expect(live).toHaveText('not configured');
  await expect(live.getByTitle('no key channel has the role t_cav')).toBeVisible();
});

test(promised('8.5', 'the last 30 days, and any month by severity'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await page.goto(`${base}/alarms/`);
  await expect(page.locator('#h-past')).toHaveText('The last 30 days');
  const at = await sites.publishedAt(base);
  const { past } = someAlarms(at);
  for (const [i, { since, title, severity, summary, runbook, ...alarm }] of past.entries()) {
    const row = page.locator('#past tbody tr').nth(i);
    await expect(row.locator('th, td')).toHaveText([
      dayClock(since, at),
      span((alarm.overAt ?? 0) - since),
      title,
      severity,
      summary,
      alarm.acknowledged?.by ?? '–',
    ]);
    await expect(row.getByRole('link')).toHaveAttribute('href', `/docs/${runbook}/`);
  }
  const months = page.locator('[data-alarms-form] select[name="month"]');
  await months.selectOption({ index: 2 });
  await expect(page.locator('#h-past')).not.toHaveText('The last 30 days');
  const rows = page.locator('#past tbody tr');
  const month = await months.inputValue();
  const inMonth = alarmsOfPast(at).filter(
    ({ raisedAt }) => new Date(raisedAt).toISOString().slice(0, 7) === month,
  );
  const all = inMonth.length;
  expect(all).toBeGreaterThan(3);
  await expect(rows).toHaveCount(all);
  await page.locator('select[name="severity"]').selectOption('critical');
  const chosen = inMonth.filter(({ severity }) => severity === 'critical').length;
  await expect(rows).toHaveCount(chosen);
  const address = page.url();
  expect(address).toMatch(/month=\d{4}-\d\d&severity=critical#past$/);
  await page.goto(address);
  await expect(rows).toHaveCount(chosen);
  await page.goto(address.replace(/\?.*/, ''));
  await expect(page.locator('#h-past')).toHaveText('The last 30 days');
});

test('states of a dashboard are bands with words, and the cursor tells them', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}/dashboards/agents/`);
  const rows = page.locator('.state-row');
  await expect(rows).toHaveCount(2);
  await expect(page.locator('.band-legend')).toHaveText(/fails\s*succeeds\s*changed within/);
  await expect(rows.nth(1).locator('.stretch.warning')).toHaveCount(1);
  await expect(rows.nth(1).locator('[role="img"]')).toHaveAttribute(
    'aria-label',
    /storage: last succeeds; fails \d\d:\d\d to \d\d:\d\d/,
  );
  await page.locator('.cursor').press('End');
  await page.locator('.cursor').press('ArrowLeft');
  await expect(page.locator('.readout')).toContainText('succeeds');
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a text says where the value stands, alarms are chosen by a form, states are there', async ({
    page,
    sites,
  }) => {
    const url = await sites.open('full');
    await page.goto(`${url}${RUNBOOK}`);
    await expect(page.locator('.sl-markdown-content > p flash-live').first()).toHaveText(
      /shown with JavaScript; without it, look at Now/,
      // What is for readers without script counts as text only where it is drawn.
      { useInnerText: true },
    );
    await page.goto(`${url}/alarms/`);
    await page.locator('select[name="month"]').selectOption({ index: 2 });
    await page.locator('[data-alarms-form] button').click();
    await expect(page.locator('#h-past')).not.toHaveText('The last 30 days');
    expect(await page.locator('#past tbody tr').count()).toBeGreaterThan(3);
    await page.goto(`${url}/dashboards/agents/`);
    await expect(page.locator('.state-row')).toHaveCount(2);
  });
});
