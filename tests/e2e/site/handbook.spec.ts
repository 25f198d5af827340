/** The handbook in a browser: steps that are ticked and linked, words that show their meaning, values of now, and all of it without script. */

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './fixture.ts';

const PROCEDURE = '/docs/procedures/helium-level-and-transfer/';
const LOOKED_AT = [
  PROCEDURE,
  '/docs/procedures/end-of-shift/',
  '/docs/experiment/search/',
  '/docs/experiment/glossary/',
  '/docs/infrastructure/configuration/',
] as const;

test('a step is ticked for this browser, linked, and has the value of now beside it', async ({
  page,
  sites,
}) => {
  const base = await sites.open('full');
  await page.goto(`${base}${PROCEDURE}#step-3`);
  await expect(page.locator('#step-3')).toBeInViewport();
  await expect(page.locator('#step-3 .step-link')).toHaveAttribute('href', '#step-3');
  await expect(page.locator('#step-1 flash-live')).not.toBeEmpty();
  const tick = page.locator('#step-1').getByRole('checkbox', { name: /Done: Read the level/ });
  await tick.check();
  await page.reload();
  await expect(tick).toBeChecked();
  await expect(page.getByText(/^1 of 8 done/)).toBeVisible();
  await page.getByRole('button', { name: 'Untick all' }).click();
  await expect(tick).not.toBeChecked();
  await expect(page.getByText(/Last changed on|not known|not committed/)).toBeVisible();
});

test('a procedure that nobody has changed for a year says so', async ({ page, sites }) => {
  const notice = page.getByText('Nobody has changed this procedure for more than a year');
  await page.goto(`${await sites.open('full')}${PROCEDURE}`);
  const changed = await page.locator('.last-changed').getAttribute('data-changed');
  test.skip(changed === null, 'built without the history of the page');
  await expect(notice).toBeHidden();
  await page.clock.setFixedTime(Number(changed) + 366 * 86_400_000 + 1_000);
  await page.reload();
  await expect(notice).toBeVisible();
});

test('a word shows its meaning by pointer and by key, hides it on Escape, and moves nothing', async ({
  page,
  sites,
}) => {
  await page.goto(`${await sites.open('full')}${PROCEDURE}`);
  const term = page.locator('.term').first();
  const card = term.locator('.term-card');
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  await term.scrollIntoViewIfNeeded();
  await expect(card).toBeHidden();
  const before = await height();
  await term.hover();
  await expect(card).toBeVisible();
  expect(await height()).toBe(before);
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  await page.mouse.move(0, 0);
  await term.locator('a').focus();
  await expect(card).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/docs\/experiment\/glossary\/#/);
  await expect(page.locator('.words > div:target')).toBeInViewport();
});

test.describe('by touch', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });
  test('the first touch of a word shows its meaning, the second follows it', async ({
    page,
    sites,
  }) => {
    await page.goto(`${await sites.open('full')}${PROCEDURE}`);
    const term = page.locator('.term').first();
    await term.scrollIntoViewIfNeeded();
    await term.locator('a').tap();
    await expect(term.locator('.term-card')).toBeVisible();
    expect(page.url()).toContain(PROCEDURE);
    await term.locator('a').tap();
    await expect(page).toHaveURL(/\/glossary\/#/);
  });
});

test('the reach is read at any frequency by the keyboard', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}/docs/experiment/search/`);
  const slider = page.getByRole('slider', { name: 'Frequency in MHz' });
  await expect(page.getByText(/^150 MHz, 0\.620 µeV: reach/)).toBeVisible();
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText(/^151 MHz/)).toBeVisible();
  await page.keyboard.press('End');
  await expect(page.getByText(/^365 MHz.*no reach is given/)).toBeVisible();
});

test('axe finds nothing, and nothing is wider than the screen, in both themes', async ({
  page,
  sites,
}) => {
  const base = await sites.open('full');
  for (const path of LOOKED_AT) {
    await page.goto(`${base}${path}`);
    await expect(page.locator('flash-freshness .state')).toBeVisible();
    for (const [colorScheme, width] of [
      ['light', 390],
      ['dark', 1440],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over, path).toBeLessThanOrEqual(0);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .exclude('.words > div:nth-child(n + 4)')
        .analyze();
      const found = violations.map(({ id, nodes }) => [
        id,
        nodes.map(({ html }) => html.slice(0, 160)),
      ]);
      expect(found, `${path} at ${width} px`).toEqual([]);
    }
  }
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('a procedure is read whole, and says where the value of now is', async ({ page, sites }) => {
    await page.goto(`${await sites.open('full')}${PROCEDURE}`);
    await expect(page.locator('ol.steps > li')).toHaveCount(8);
    const now = page.locator('#step-1').getByRole('link', { name: 'Now', exact: true });
    await expect(now).toBeVisible();
    await expect(page.getByRole('checkbox')).toHaveCount(0);
    const term = page.locator('.term').first();
    await term.hover();
    await expect(term.locator('.term-card')).toBeVisible();
  });
});

test('a printed procedure is a checklist without what frames it', async ({ page, sites }) => {
  await page.goto(`${await sites.open('full')}${PROCEDURE}`);
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['.site-bar', '.sidebar-pane', '.docs-foot', '.ticks-line'])
    await expect(page.locator(hidden).first()).toBeHidden();
  const box = await page
    .locator('#step-1')
    .evaluate((step) => getComputedStyle(step, '::before').borderTopWidth);
  expect(box).toBe('1px');
});
