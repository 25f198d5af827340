/** A run's page of the fixture in a browser, beside the run as it was written. */

import type { Page } from '@playwright/test';
import type { Run } from '#site/snapshot/schema/run.ts';
import { buildRun } from '../../support/site-fixture/run.ts';
import { quaxRuns } from '../../support/site-fixture/runs.ts';
import { expect } from './fixture.ts';

export const RUN = '/runs/run_2026.11-quax/140/';

export interface RunPage {
  readonly run: Run;
  /** The snapshot that the page says it shows. */
  readonly snapshot: string;
}

/** Opens the page of a run. */
export async function openRun(page: Page, url: string, number = 140): Promise<RunPage> {
  await page.goto(`${url}/runs/run_2026.11-quax/${number}/`);
  const footer = page.locator('footer').last();
  await expect(footer).toContainText(/fixture-full-\d/);
  const [snapshot = '', at = ''] =
    /fixture-full-(\d+)/.exec((await footer.textContent()) ?? '') ?? [];
  const spec = quaxRuns(Number(at)).find((one) => one.number === number);
  if (spec === undefined) throw new Error(`the fixture has no run ${number}`);
  return { run: buildRun(spec), snapshot };
}

/** Text as people read it: thin spaces are spaces, several are one. */
export const plainText = (text: string | null): string =>
  (text ?? '').replaceAll(/[\s\u202f\u00a0]+/g, ' ').trim();

/** The rows of a table below a place, as texts of their cells. */
export async function cellsOf(page: Page, place: string): Promise<readonly (readonly string[])[]> {
  const rows = await page
    .locator(`${place} tbody tr`)
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  return rows.map((row) => row.map(plainText));
}

/** `10:02:14`, or with the day where it is another one than that of `dayOf`: `22 Nov 10:02`. */
export function clockText(t: number, dayOf: number, digits: 5 | 8 = 8): string {
  const iso = new Date(t).toISOString();
  if (iso.slice(0, 10) === new Date(dayOf).toISOString().slice(0, 10))
    return iso.slice(11, 11 + digits);
  return `${dayText(t).slice(0, -5)} ${iso.slice(11, 16)}`;
}

/** `23 Nov 2026`. */
export const dayText = (t: number): string =>
  new Date(t)
    .toLocaleDateString('en-GB', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    })
    .replace('Sept', 'Sep');
