/** The page of charts in a browser: its address, its chooser, no script, a phone, axe. */

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { promised } from '../../support/promises.ts';
import { channelsNow } from '../../support/site-fixture/channels.ts';
import {
  CAVITY,
  cursor,
  drawnEnds,
  FIELD,
  HOUR,
  openCharts,
  pastSpan,
  spanOf,
  spanText,
} from './charts-page.ts';
import { expect, test } from './fixture.ts';

test(promised('6.11'), async ({ page, context, sites }) => {
  const base = await sites.open('full');
  const { from, to } = pastSpan(3 * HOUR);
  const stepped = async (wanted: Readonly<Record<string, string>>): Promise<void> => {
    await expect.poll(() => Object.fromEntries(new URL(page.url()).searchParams)).toEqual(wanted);
  };
  await openCharts(page, base, `?channels=${CAVITY}&span=6h`);
  await page.getByText('Choose channels').click();
  const find = page.getByLabel('Find a channel');
  await find.fill('magnet field');
  await find.press('Shift+Enter');
  await stepped({ channels: `${CAVITY},${FIELD}`, span: '6h' });
  const both = { channels: `${CAVITY},${FIELD}` };
  const log = page.locator('.xtools a', { hasText: 'log' });
  await log.click();
  await stepped({ ...both, span: '6h', log: '1' });
  const span = spanText({ from, to });
  await page.getByRole('searchbox', { name: 'Span' }).fill(span);
  await page.getByLabel('Compare with').fill('-1d');
  await page.getByLabel('below').check();
  await page.getByRole('button', { name: 'Show' }).click();
  const whole = { ...both, span, compare: '-1d', below: '1', log: '1' };
  await stepped(whole);
  await expect(page.locator('.xpanel')).toHaveCount(2);
  await cursor(page).press('+');
  const ends = { from: from + HOUR * 0.75, to: to - HOUR * 0.75 };
  await expect.poll(() => drawnEnds(page)).toEqual(ends);
  await expect(page.locator('flash-charts:not([aria-busy])')).toBeVisible();

  // Whoever opens the address sees the same: panels, axes, limits, notes and times.
  const shown = (of: Page) =>
    of
      .locator('flash-charts [data-part]:not([data-part="plot"], [data-part="legend"])')
      .evaluateAll((parts) => parts.map((part) => part.textContent.replaceAll(/\s+/g, ' ')));
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.locator('.plot.drawn').first()).toBeVisible();
  await cursor(other).focus();
  await expect(other.locator('[data-x="status"]')).toContainText('60\u00a0s');
  await expect.poll(() => shown(other)).toEqual(await shown(page));
  expect(await drawnEnds(other)).toEqual(ends);
  for (const [label, text] of [
    ['Channels', both.channels],
    ['Compare with', '-1d'],
  ] as const)
    await expect(other.getByLabel(label, { exact: true })).toHaveValue(text);
  await expect(other.getByLabel('below')).toBeChecked();
  await other.close();

  // The way back goes through each state, and forth again.
  for (const before of [whole, { ...both, span: '6h', log: '1' }, { ...both, span: '6h' }]) {
    await page.goBack();
    await stepped(before);
  }
  await expect(page.locator('.live-word')).toBeVisible();
  await expect(log).not.toHaveAttribute('aria-current');
  await page.goForward();
  await expect(log).toHaveAttribute('aria-current');

  // A link that is sent has times, so that it means the same tomorrow.
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = new URL(await page.evaluate(() => navigator.clipboard.readText())).searchParams;
  const now = await drawnEnds(page);
  expect(copied.get('span')?.split('..').map(Date.parse)).toEqual([now.from, now.to]);
  expect(copied.get('log')).toBe('1');
});

test(
  promised('6.1', 'each is found and added by keys, and taken away'),
  async ({ page, sites }) => {
    await openCharts(
      page,
      await sites.open('full'),
      `?channels=${CAVITY},nobody&span=1d&colour=red`,
    );
    await expect(page.locator('.note')).toContainText('channels=nobody');
    await expect(page.locator('.note')).toContainText('colour');
    await page.getByText('Choose channels').click();
    const all = channelsNow(Date.now()).length;
    await expect(page.locator('.xchooser [role="status"]')).toHaveText(
      `${all} of ${all} channels.`,
    );
    await expect(page.locator('.xchannels li')).toHaveCount(all);
    const find = page.getByLabel('Find a channel');
    await find.fill('magnet field');
    await expect(page.locator('.xchannels li')).toHaveCount(1);
    await find.press('Enter');
    await expect(page.locator('.xpanel')).toHaveCount(2);
    expect(new URL(page.url()).searchParams.get('channels')).toBe(`${CAVITY};${FIELD}`);
    await page.locator('.xtools').first().getByText('log').click();
    expect(new URL(page.url()).searchParams.get('log')).toBe('1');
    await page.locator('.xtools').first().getByText('remove').click();
    await expect(page.locator('.xpanel')).toHaveCount(1);
    await page.goBack();
    await expect(page.locator('.xpanel')).toHaveCount(2);
  },
);

test.describe('without JavaScript, on a phone', () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });

  test('the form draws pictures and a table, links move, nothing scrolls sideways', async ({
    page,
    sites,
  }) => {
    const base = await sites.open('full');
    await page.goto(`${base}/charts/`);
    const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(beyond).toBe(0);
    await page.getByLabel('Channels', { exact: true }).fill(`${CAVITY};${FIELD}`);
    await page.getByLabel('Span').fill('1d');
    await page.getByRole('button', { name: 'Show' }).click();
    await expect(page.locator('.xpanel svg .xline')).toHaveCount(2);
    expect(await page.locator('.xpanel svg .xline').first().getAttribute('d')).toMatch(/^M-?\d/);
    await page.getByText('As a table').click();
    await expect(page.locator('.twin tbody tr').first()).toContainText('mK');
    await page.locator('[data-step="earlier"]').click();
    expect(spanOf(page)).toContain('..');
    await page.getByText('Choose channels').click();
    await page.getByLabel('Find a channel').fill('still');
    await page.getByLabel('Find a channel').press('Enter');
    await page.locator('.xchannels a.add').first().click();
    await expect(page.locator('.xpanel')).toHaveCount(3);
    await page.goto(`${base}/docs/data/charts/`);
    await expect(page.locator('flash-chart').first()).toContainText('Open in Charts');
    const picture = page.getByRole('img', { name: /lead-current.*numbers are in Charts/ });
    await picture.scrollIntoViewIfNeeded();
    const address = await picture.getAttribute('src');
    const svg = await (await page.request.get(`${base}${address}`)).text();
    expect(svg.match(/d="M-?\d[^"]{99,}"\s+fill="none"\s+stroke="oklch/g)).toHaveLength(2);
    expect(svg).toMatch(/As of 2\d{3}-\d\d-\d\dT\d\d:/);
    await expect
      .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth))
      .toBe(1200);
  });
});

test('axe finds nothing, in both themes, also where data are old or there are none', async ({
  page,
  sites,
}) => {
  const rich = `/charts/?channels=${CAVITY},${FIELD};qfridge/p1&span=1d&compare=-1d&colour=red&find=t`;
  for (const [kind, path, colorScheme] of [
    ['full', rich, 'light'],
    ['full', rich, 'dark'],
    ['full', '/docs/data/charts/', 'light'],
    ['stale', '/charts/', 'dark'],
    ['empty', '/charts/', 'light'],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto((await sites.open(kind)) + path);
    if (path.startsWith('/docs/'))
      await page.locator('flash-chart').first().scrollIntoViewIfNeeded();
    if (kind !== 'empty') await expect(page.locator('.plot.drawn').first()).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [path, id, nodes.map(({ html }) => html)])).toEqual(
      [],
    );
  }
});
