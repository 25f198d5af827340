/** Takes the runs that are shown out of the page: a link that others can open later, CSV, JSON or Parquet, without a limit. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import type { CellContext } from '../runs/column.ts';
import { selectRuns, shownColumns, writeQuery, type RunsQuery } from '../runs/query.ts';
import { saveFile } from './save-file.ts';
import { takeOut, toCsv, toJson, toParquetColumns } from '../runs/take-out.ts';

interface Shown {
  readonly runs: Runs;
  readonly query: RunsQuery;
  readonly context: CellContext;
}

const SAID_MS = 2000;

/** Does what the button's `data-take` says, and says on it that it is done. */
export async function take(button: HTMLButtonElement, shown: Shown): Promise<void> {
  const how = button.dataset['take'];
  if (how === 'link') return copyLink(button, shown.query);
  const { runs, query, context } = shown;
  const { rows } = selectRuns(runs, query, context);
  const columns = shownColumns(runs, query);
  if (how === 'csv') save(runs.slug, 'csv', 'text/csv', toCsv(takeOut(rows, columns, context)));
  if (how === 'json')
    save(runs.slug, 'json', 'application/json', toJson(takeOut(rows, columns, context)));
  if (how !== 'parquet') return;
  const { toParquet } = await import('../runs/parquet.ts');
  const buffer = toParquet(toParquetColumns(rows, columns, context));
  save(runs.slug, 'parquet', 'application/vnd.apache.parquet', buffer);
}

async function copyLink(button: HTMLButtonElement, query: RunsQuery): Promise<void> {
  const link = new URL(writeQuery(query, { isAbsolute: true }) || location.pathname, location.href);
  try {
    await navigator.clipboard.writeText(link.href);
    say(button, 'Copied');
  } catch {
    // Without permission, or on plain http, there is no clipboard: the link is shown where it can be copied by hand.
    prompt('Copy this link', link.href);
  }
}

function say(button: HTMLButtonElement, text: string): void {
  const before = button.textContent;
  button.textContent = text;
  setTimeout(() => (button.textContent = before), SAID_MS);
}

function save(slug: string, ending: string, type: string, data: string | ArrayBuffer): void {
  saveFile(`runs-${slug}.${ending}`, new Blob([data], { type }));
}
