/** The log in a browser: people and machines, the grammar, what an entry holds, feeds; without script, on a phone, for axe. */

import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { RUN_KINDS } from '#telemetry/facts/file.ts';
import { FIELDS } from '#telemetry/logbook/query/fields.ts';
import { PIXEL } from '../../support/pixel.ts';
import { promised } from '../../support/promises.ts';
import { entryId, NOTE } from '../../support/site-fixture/log.ts';
import { expect, test } from './fixture.ts';

const ENTRY = `/log/${entryId(0)}/`;

const idsOf = (rows: Locator): Promise<readonly string[]> =>
  rows.evaluateAll((all) => all.map(({ id }) => id));

test(promised('5.1'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await page.goto(`${base}/log/`);
  const people = page.locator('.log > li.human');
  expect(await idsOf(people)).toEqual([6, 5, 0].map(entryId));
  // Machines are folded between them, and none of them stands among them.
  const fold = page.locator('.log > li.fold');
  await expect(fold.locator('summary')).toContainText('4 entries of machines');
  await expect(fold.locator('.machine').first()).toBeHidden();
  await fold.locator('summary').click();
  expect(await idsOf(fold.locator('li.machine'))).toEqual([4, 3, 2, 1].map(entryId));
  await expect(fold.locator('li.machine').first()).toContainText('recorder');
  const first = people.nth(2);
  await expect(first.getByRole('link', { name: 'cryo' })).toHaveAttribute('href', /q=tag%3Acryo$/);
  const run = first.getByRole('link', { name: 'run 140' });
  await expect(run).toHaveAttribute('href', '/runs/run_2026.11-quax/140/');
  const question = people.nth(1).getByRole('link', { name: 'an answer' });
  await expect(question).toHaveAttribute('href', ENTRY);

  await page.goto(`${base}/log/${entryId(5)}/`);
  const thread = page.locator('.thread > li');
  expect(await idsOf(thread.locator('li'))).toEqual([0, 5].map(entryId));
  await expect(thread.nth(1)).toHaveClass('self');
  const inset = await thread.evaluateAll((all) =>
    all.map((one) => one.querySelector('li')?.getBoundingClientRect().left ?? NaN),
  );
  expect(inset[1], 'an answer stands further in').toBeGreaterThan(inset[0] ?? NaN);
  await thread.nth(0).getByRole('link', { name: 'run 140' }).click();
  await expect(page.locator('h1')).toContainText('Run 140');
});

test(promised('5.2'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await page.goto(`${base}/log/`);
  const box = page.getByRole('searchbox');
  const times = await page
    .locator('.log > li.human time')
    .evaluateAll((all) => all.map((time) => time.getAttribute('datetime') ?? ''));
  const newest = times[0] ?? '';
  const found = page.locator('.log > li:not(.fold)');
  const searches: readonly (readonly [text: string, ids: readonly number[]])[] = [
    ['tag:cryo', [0]],
    ['author:bo', [5]],
    ['run:140', [0]],
    ['run:run_2026.11-quax/141', [5]],
    ['after:37min by:human', [6, 5]],
    [`after:${newest}`, [6]],
    [`before:${newest} by:human`, [5, 0]],
    ['"is low"', [0]],
    ['helium or came', [5, 0]],
    ['helium and monday', [0]],
    ['by:human not author:ada', [5]],
    ['by:machine', [4, 3, 2, 1]],
    ['(helium or came) -tag:cryo', [5]],
  ];
  for (const [text, ids] of searches) {
    await box.fill(text);
    // No two in turn find the same.
    await expect.poll(() => idsOf(found), text).toEqual(ids.map(entryId));
    await expect(page).toHaveURL((url) => url.searchParams.get('q') === text);
  }
  await box.fill('"low is"');
  await expect(page.locator('.empty')).toContainText('No entry fits');
  await box.fill('tga:cryo');
  await expect(page.getByRole('alert')).toContainText('there is no field tga:');
  await page.goto(`${base}/log/?q=monday&colour=red`);
  expect(await idsOf(found)).toEqual([entryId(0)]);
  await expect(page.locator('.note')).toContainText('colour');

  // The help has every field of the grammar, each with an example that is understood where it leads.
  const help = page.locator('.log-help');
  await help.locator('summary').click();
  const examples = help.locator('dt a');
  const names = await examples.evaluateAll((all) =>
    all.map((link) => link.textContent.split(':')[0]),
  );
  expect(names).toEqual(FIELDS.map(({ name }) => name));
  for (const word of ['"is low"', 'and, or, not (or -)', 'back from now, or absolute'])
    await expect(help).toContainText(word);
  const addresses = await examples.evaluateAll((all) =>
    all.map((a) => (a as HTMLAnchorElement).href),
  );
  for (const address of addresses)
    expect(await (await page.request.get(address)).text(), address).not.toContain('role="alert"');
});

test(promised('5.3'), async ({ page, sites }) => {
  await page.goto((await sites.open('full')) + ENTRY);
  const prose = page.locator('.prose');
  await expect(prose.locator('strong')).toHaveText('500 l');
  expect(await prose.locator('li').allTextContents()).toEqual(['by phone', 'for Monday']);
  await expect(prose.getByRole('link', { name: 'the run' })).toHaveAttribute('href', '/runs/');
  // What would act is shown as it was typed, or not linked.
  await expect(prose).toContainText('<script>window.harm = 1</script>');
  await expect(prose.getByText('not this')).toBeVisible();
  await expect(prose.getByRole('link')).toHaveCount(1);
  await expect(prose.locator('script, img, [onerror]')).toHaveCount(0);
  expect(await page.evaluate(() => 'harm' in window)).toBe(false);
});

test(promised('5.4'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await page.goto(`${base}/log/`);
  await expect(page.locator(`[id="${entryId(0)}"]`)).toContainText('2 files');
  await page.goto(base + ENTRY);
  const [picture, text] = [
    page.locator('.attachments li').nth(0),
    page.locator('.attachments li').nth(1),
  ];
  const shown = picture.locator('img');
  await expect(shown).toBeVisible();
  expect(await shown.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(1);
  await expect(shown).toHaveAttribute('src', /thumb-.*\.webp$/);
  await expect(picture).toContainText('gauge.png');
  await expect(picture).toContainText('70 B');
  const address = await picture.getByRole('link').getAttribute('href');
  const whole = await page.request.get(base + (address ?? ''));
  expect(whole.headers()['content-type']).toBe('image/png');
  expect((await whole.body()).toString('base64')).toBe(PIXEL);
  // What is no picture is saved, under its own name, and never shown as a page.
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    text.getByRole('link').click(),
  ]);
  expect(download.suggestedFilename()).toBe('level.html');
  expect(await readFile(await download.path(), 'utf8')).toBe(NOTE);
  await expect(text.locator('img')).toHaveCount(0);
});

test(promised('5.5'), async ({ page, sites }) => {
  await page.goto((await sites.open('full')) + ENTRY);
  const revisions = page.locator('#revisions .revisions > li');
  await expect(revisions).toHaveCount(2);
  await expect(revisions.first()).toContainText(/Ada Neri,\s.* UTC: a zero was missing/);
  const lines = (which: string): Promise<readonly string[]> =>
    revisions.first().locator(`.diff .${which} .text`).allTextContents();
  expect(await lines('removed')).toEqual(['Ordered **50 l**.']);
  expect(await lines('added')).toEqual(['Ordered **500 l**.']);
  expect(await lines('same')).toContain('- for Monday');
  await expect(revisions.nth(1)).toContainText('As it was written first');
});

test(promised('5.6'), async ({ page, sites }) => {
  const base = await sites.open('full');
  await page.goto(`${base}/log/?q=tag:cryo`);
  const addresses = await page
    .locator('a[href$=".xml"]')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  const wanted: Readonly<Record<string, readonly number[]>> = {
    '/log/tags/cryo.xml': [0],
    '/log/feed.xml': [6, 5, 0],
    '/log/all.xml': [6, 5, 4, 3, 2, 1, 0],
    ...Object.fromEntries(RUN_KINDS.map((kind) => [`/log/kinds/${kind}.xml`, []])),
    '/log/kinds/physics.xml': [0],
    '/log/kinds/calibration.xml': [5],
  };
  expect(addresses.toSorted()).toEqual(Object.keys(wanted).toSorted());
  await expect(page.locator('link[rel=alternate]')).toHaveAttribute('href', '/log/feed.xml');
  for (const [address, ids] of Object.entries(wanted)) {
    const answer = await page.request.get(base + address);
    expect(answer.headers()['content-type']).toContain('application/atom+xml');
    const feed = await page.evaluate(entriesOfFeed, await answer.text());
    expect(
      feed.map(({ id }) => id),
      address,
    ).toEqual(ids.map((n) => `urn:ulid:${entryId(n)}`));
    if (address !== '/log/all.xml') continue;
    // Each leads to where it is read, also what has no page of its own.
    expect(feed.at(-1)).toMatchObject({ title: 'Helium is low', link: `${base}${ENTRY}` });
    await page.goto(feed[2]?.link ?? '');
    expect(await idsOf(page.locator('.log > li'))).toEqual([entryId(4)]);
  }
});

/** Reads a feed as a feed reader does; one that is no XML has no entries. */
function entriesOfFeed(text: string): readonly { id: string; title: string; link: string }[] {
  const feed = new DOMParser().parseFromString(text, 'application/xml');
  return [...feed.querySelectorAll('feed > entry')].map((entry) => ({
    id: entry.querySelector('id')?.textContent ?? '',
    title: entry.querySelector('title')?.textContent ?? '',
    link: entry.querySelector('link')?.getAttribute('href') ?? '',
  }));
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
  test('the log is read and searched, and nothing scrolls sideways', async ({ page, sites }) => {
    const base = await sites.open('full');
    await page.goto(`${base}/log/`);
    const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(beyond).toBe(0);
    await page.getByRole('searchbox').fill('author:bo');
    await page.getByRole('button', { name: 'Search' }).click();
    await expect(page.locator('.log .human')).toHaveCount(1);
    await page.getByRole('link', { name: 'It came' }).click();
    await expect(page.locator('h1')).toHaveText('It came');
    await page.goto(`${base}/log/?q=nothing-like-it`);
    await expect(page.locator('.empty')).toContainText('No entry fits');
  });
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing, ${colorScheme}`, async ({ page, sites }) => {
    await page.emulateMedia({ colorScheme });
    const base = await sites.open('full');
    for (const path of ['/log/', ENTRY, '/log/?q=tga:x']) {
      await page.goto(base + path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
    await page.goto(`${await sites.open('empty')}/log/`);
    await expect(page.locator('.empty')).toContainText('The log has no entry yet');
  });
