/** What people, logs and schedulers say is shown as words on every kind of page, whatever they say: no program runs, nothing is wider than the screen. */

import type { Page } from '@playwright/test';
import { HARM } from '../../support/site-fixture/hostile.ts';
import { expect, PAGES, pagesInTurn, test } from './fixture.ts';

const MORE = [
  { name: 'entry', path: '/log/01KAH000000000000000000000/' },
  { name: 'wall', path: '/?wall' },
  { name: 'groups', path: '/runs/run_2026.11-quax/?view=groups&group=kind' },
] as const;
/** Of these the texts are what the page is about. */
const TELLING = new Set(['now', 'runs', 'campaign', 'run', 'log', 'entry', 'alarms', 'shifts']);

/** What came alive of a hostile text. */
async function harmOf(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const alive = [...document.querySelectorAll('main img[src="x"], [onerror], [onload]')];
    const programs = [...document.querySelectorAll('a')].filter(({ protocol }) =>
      protocol.startsWith('javascript'),
    );
    const ran = 'harm' in globalThis ? ['a program ran'] : [];
    return [...ran, ...[...alive, ...programs].map(({ outerHTML }) => outerHTML.slice(0, 200))];
  });
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    test.use({ javaScriptEnabled, viewport: { width: 390, height: 844 } });

    test('hostile words are words on every kind of page', async ({ page, sites }) => {
      const faults: string[] = [];
      page.on('pageerror', ({ message }) => faults.push(message));
      page.on('dialog', (dialog) => {
        faults.push(dialog.message());
        void dialog.dismiss();
      });
      const url = await sites.open('hostile');
      const tried = pagesInTurn([...PAGES, ...MORE], 0, javaScriptEnabled ? 1 : 2);
      for (const { name, path } of tried) {
        await page.goto(`${url}${path}`);
        if (javaScriptEnabled) await expect(page.locator('flash-freshness .state')).toBeVisible();
        expect.soft(await harmOf(page), name).toEqual([]);
        if (TELLING.has(name)) await expect.soft(page.locator('main'), name).toContainText(HARM);
        const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect.soft(over, `${name} is too wide`).toBeLessThanOrEqual(0);
        expect.soft(await page.evaluate(wordsThatTurn), name).toEqual([]);
      }
      expect(faults).toEqual([]);
    });
  });
}

/** Texts that open a direction which they do not end: what stands beside them would be turned. */
function wordsThatTurn(): readonly string[] {
  const turned: string[] = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    const text = node.textContent ?? '';
    const opened = text.match(/[\u202a\u202b\u202d\u202e\u2066-\u2068]/g)?.length ?? 0;
    const ended = text.match(/[\u202c\u2069]/g)?.length ?? 0;
    const parent = node.parentElement;
    if (opened !== ended && parent?.closest('bdi, textarea, option, script') === null)
      turned.push(parent.outerHTML.slice(0, 200));
  }
  return turned;
}
