/** The table of runs as HTML, and the line above it that says what is shown. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { formatCount } from '#telemetry/units.ts';
import { html, type Html } from '../text/html.ts';
import type { CellContext, Column } from './column.ts';
import { groupsTable } from './groups.ts';
import { histogram, scatter } from './plots.ts';
import { selectRuns, shownColumns, writeQuery, type RunsQuery, type Selection } from './query.ts';
import type { RunRow } from './rows.ts';

/** Rows where nobody scrolls them in as they are needed: the others are reached by month. */
export const MOST_ROWS = 250;

/** The rows that are in sight, of all that are selected. */
export interface RowWindow {
  readonly first: number;
  readonly count: number;
  /** Height of a row, CSS pixels: what is above and below takes as much room as if it were there. */
  readonly rowHeight: number;
}

/** Returns what a query shows, with sentences for what is empty, cut or not understood. */
export function runsTable(
  runs: Runs,
  query: RunsQuery,
  context: CellContext,
  window: RowWindow | null = null,
): Html {
  const selection = selectRuns(runs, query, context);
  const { rows, total } = selection;
  if (total === 0) return html`<p class="empty">This campaign has no run yet.</p>`;
  const isCut = window === null && query.view === 'table' && rows.length > MOST_ROWS;
  const notes = html`${unknownNote(query)}
    <p class="hint" role="status">${shownText(rows.length, total, isCut)}</p>`;
  if (rows.length === 0)
    return html`${notes}
      <p class="empty">
        No run fits these choices.
        <a class="go" href="${writeQuery({ ...query, filters: new Map(), text: null }) || '?'}"
          >Show all ${formatCount(total)}</a
        >
      </p>`;
  return html`${notes}${view(runs, query, selection, { context, window })}`;
}

function view(
  runs: Runs,
  query: RunsQuery,
  { rows }: Selection,
  { context, window }: { readonly context: CellContext; readonly window: RowWindow | null },
): Html {
  if (query.view === 'groups') return groupsTable(runs, query, rows, context);
  if (query.view === 'histogram') return histogram(runs, query, rows, context);
  if (query.view === 'scatter') return scatter(runs, query, rows, context);
  return table(shownColumns(runs, query), query, rows, { context, window });
}

function table(
  columns: readonly Column[],
  query: RunsQuery,
  rows: readonly RunRow[],
  { context, window }: { readonly context: CellContext; readonly window: RowWindow | null },
): Html {
  const { count, rowHeight, ...asked } = window ?? { first: 0, count: MOST_ROWS, rowHeight: 0 };
  // Filters leave fewer rows than there were where the reader is.
  const first = Math.max(0, Math.min(asked.first, rows.length - count));
  const shown = rows.slice(first, first + count);
  const below = window === null ? 0 : Math.max(0, rows.length - first - shown.length);
  const space = (many: number): Html | null =>
    many === 0
      ? null
      : html`<tr class="space" aria-hidden="true">
          <td colspan="${columns.length}" style="block-size:${many * rowHeight}px"></td>
        </tr>`;
  return html`<div
    class="table-frame runs-frame"
    tabindex="0"
    role="region"
    aria-label="Table of runs"
  >
    <table class="data runs" aria-rowcount="${rows.length + 1}">
      <thead>
        <tr aria-rowindex="1">
          ${columns.map((column) => header(column, query))}
        </tr>
      </thead>
      <tbody>
        ${space(first)}${shown.map((run, i) => row(run, columns, { context, index: first + i }))}${space(below)}
      </tbody>
    </table>
  </div>`;
}

function shownText(selected: number, total: number, isCut: boolean): string {
  const all =
    selected === total
      ? `${formatCount(total)} ${total === 1 ? 'run' : 'runs'}`
      : `${formatCount(selected)} of ${formatCount(total)} runs`;
  return isCut
    ? `${all}; the first ${formatCount(MOST_ROWS)} are shown, choose a month for the others`
    : all;
}

function unknownNote({ unknown }: RunsQuery): Html | null {
  if (unknown.length === 0) return null;
  const names = unknown.map((name) => html`<code>${name}</code> `);
  return html`<p class="banner attention">
    <i class="shape attention" aria-hidden="true"></i
    ><span>Not understood in this address, so not applied: ${names}</span>
  </p>`;
}

/** A link that sorts: without script the hub sorts, with it the browser does. */
function header({ key, header: text, isNumber }: Column, query: RunsQuery): Html {
  const isSorted = query.sort?.replace(/^-/, '') === key;
  const isDown = query.sort?.startsWith('-') === true;
  const next = isSorted && isDown ? key : `-${key}`;
  const sorted = isSorted ? html` aria-sort="${isDown ? 'descending' : 'ascending'}"` : null;
  return html`<th scope="col" class="${isNumber ? 'n' : ''}" ${sorted}>
    <a class="sorter go" href="${writeQuery({ ...query, sort: next })}">${text}</a>
  </th>`;
}

function row(
  run: RunRow,
  columns: readonly Column[],
  { context, index }: { readonly context: CellContext; readonly index: number },
): Html {
  const cells = columns.map((column) => {
    const cell = column.cell(run, context);
    return column.key === 'number'
      ? html`<th scope="row">${cell}</th>`
      : html`<td class="${column.isNumber ? 'n' : ''}">${cell}</td>`;
  });
  return html`<tr aria-rowindex="${index + 2}">
    ${cells}
  </tr>`;
}
