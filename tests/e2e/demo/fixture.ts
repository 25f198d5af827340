/** The living demo for browser tests: one for all of a file, started as a person starts it. */

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { demoPlace, removePlace, startDemo, type Demo } from '../../support/living/demo.ts';

export const test = base.extend<object, { demo: Demo }>({
  demo: [
    // Playwright reads the fixtures that a fixture needs from its first parameter's pattern.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const place = await demoPlace();
      {
        await using demo = startDemo(place);
        await demo.ready();
        await use(demo);
      }
      removePlace(place);
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

export { expect };

/** The address of the run that takes data now. */
export async function openRun(demo: Demo): Promise<string> {
  const { run } = (await demo.snapshot()).now;
  if (run === null) throw new Error('no run is open in the demo');
  return `${demo.url}/runs/${run.campaign}/${run.number}/`;
}

/** Collects what the browser complains of from now on. */
export function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on('pageerror', (error) => found.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') found.push(message.text());
  });
  return found;
}

/** Fails on any accessibility fault of the page as it stands, in both themes. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    );
    expect(found, `${name}, ${colorScheme}`).toEqual([]);
  }
}
