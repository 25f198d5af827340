/** The list of runs of the fixture's running campaign in a browser, beside what it should show. */

import type { Locator, Page } from '@playwright/test';
import { listedRuns, type Listed } from '../../support/site-fixture/listed.ts';
import { expect } from './fixture.ts';

export const CAMPAIGN = '/runs/run_2026.11-quax/';

export interface RunsPage {
  /** When the snapshot that is shown was made, UTC ms. */
  readonly at: number;
  /** Every run of the campaign, largest number first. */
  readonly all: readonly Listed[];
  readonly rows: Locator;
  /** Waits until the table has just these runs, in this order as far as rows are drawn. */
  readonly expectRuns: (wanted: readonly Listed[]) => Promise<void>;
}

/** Opens the list with what the address asks. */
export async function openRuns(page: Page, url: string, search = ''): Promise<RunsPage> {
  await page.goto(`${url}${CAMPAIGN}${search}`);
  const at = Number(await page.locator('[data-runs]').getAttribute('data-at'));
  const rows = page.locator('table.runs tbody tr[aria-rowindex]');
  return {
    at,
    all: listedRuns(at),
    rows,
    expectRuns: async (wanted) => {
      const numbers = wanted.map(({ number }) => String(number));
      const count = String(numbers.length + 1);
      await expect(page.locator('table.runs')).toHaveAttribute('aria-rowcount', count);
      await expect
        .poll(
          async () => {
            const drawn = await rows.locator('th a').allTextContents();
            return drawn.length > 0 && drawn.every((text, i) => text === numbers[i]);
          },
          `the first of ${numbers.join(' ')}`,
        )
        .toBe(true);
    },
  };
}
