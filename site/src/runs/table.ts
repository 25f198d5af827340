/** The table of runs as HTML, and the line above it that says what is shown. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { formatCount } from '#telemetry/units.ts';
import { html, raw, type Html } from '../text/html.ts';
import type { CellContext, Column } from './column.ts';
import { groupsTable } from './groups.ts';
import { histogram, scatter } from './plots.ts';
import {
  askedInVain,
  selectRuns,
  shownColumns,
  writeQuery,
  type RunsQuery,
  type Selection,
} from './query.ts';

/** Rows where nobody scrolls them in as they are needed: the others are reached by month. */
const MOST_ROWS = 250;

/** What a query shows of a campaign's runs. */
export interface ShownRuns extends Selection {
  readonly runs: Runs;
  readonly query: RunsQuery;
  readonly context: CellContext;
}

/** Selects what a query asks for. */
export function shownRuns(runs: Runs, query: RunsQuery, context: CellContext): ShownRuns {
  return { runs, query, context, ...selectRuns(runs, query, context) };
}

/** Returns what a query shows, with sentences for what is empty, cut or not understood. */
export function runsTable(runs: Runs, query: RunsQuery, context: CellContext): Html {
  const shown = shownRuns(runs, query, context);
  return runsPlace(shown, MOST_ROWS, query.view === 'table' && shown.rows.length > MOST_ROWS);
}

/** Returns the same with the first `many` rows of the table; `isCut`: there is no way to the others here. */
export function runsPlace(shown: ShownRuns, many: number, isCut = false): Html {
  const { rows, total } = shown;
  if (total === 0) return html`<p class="empty">This campaign has no run yet.</p>`;
  return html`<div data-runs-notes>${runsNotes(shown, isCut)}</div>
    ${rows.length === 0 ? noneHtml(shown) : viewHtml(shown, many)}`;
}

/** What stands above the rows: how many there are, and what was asked in vain. */
export function runsNotes({ runs, query, rows, total }: ShownRuns, isCut = false): Html {
  return html`${unknownNote(askedInVain(runs, query))}
    <p class="hint" role="status">${shownText(rows.length, total, isCut)}</p>`;
}

function noneHtml({ query, total }: ShownRuns): Html {
  return html`<p class="empty">
    No run fits these choices.
    <a class="go" href="${writeQuery({ ...query, filters: new Map(), text: null }) || '?'}"
      >Show all ${formatCount(total)}</a
    >
  </p>`;
}

function viewHtml(shown: ShownRuns, many: number): Html {
  const { runs, query, rows, context } = shown;
  if (query.view === 'groups') return groupsTable(runs, query, rows, context);
  if (query.view === 'histogram') return histogram(runs, query, rows, context);
  if (query.view === 'scatter') return scatter(runs, query, rows, context);
  const columns = shownColumns(runs, query);
  return html`<div
    class="table-frame runs-frame"
    tabindex="0"
    role="region"
    aria-label="Table of runs"
  >
    <table class="data runs" aria-rowcount="${rows.length + 1}">
      <thead>
        <tr aria-rowindex="1">
          ${headHtml(columns, query)}
        </tr>
      </thead>
      <tbody>
        ${raw(rowsHtml(shown, columns, { first: 0, count: many }))}
      </tbody>
    </table>
  </div>`;
}

/** The heads of columns: links that sort. */
export function headHtml(columns: readonly Column[], query: RunsQuery): Html {
  return html`${columns.map((column) => header(column, query))}`;
}

/** Returns rows as one text: a piece of HTML for each of a thousand cells takes three times as long. */
export function rowsHtml(
  { rows, context }: ShownRuns,
  columns: readonly Column[],
  { first, count }: { readonly first: number; readonly count: number },
): string {
  let text = '';
  for (const [i, run] of rows.slice(first, first + count).entries()) {
    text += `<tr aria-rowindex="${first + i + 2}">`;
    for (const { key, isNumber, cell } of columns) {
      const inside = html`${cell(run, context)}`.text;
      if (key === 'number') text += `<th scope="row">${inside}</th>`;
      else text += `<td${isNumber ? ' class="n"' : ''}>${inside}</td>`;
    }
    text += '</tr>';
  }
  return text;
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

function unknownNote(unknown: readonly string[]): Html | null {
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
