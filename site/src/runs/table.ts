/** The table of runs as HTML, and the line above it that says what is shown. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { formatCount } from '#telemetry/units.ts';
import { html, type Html } from '../text/html.ts';
import { COLUMNS, type CellContext, type Column } from './columns.ts';
import { selectRuns, writeQuery, type RunsQuery } from './query.ts';
import type { RunRow } from './rows.ts';

/** Returns the table for a query, with sentences for what is empty, cut or not understood. */
export function runsTable(runs: Runs, query: RunsQuery, context: CellContext): Html {
  const { rows, selected, total } = selectRuns(runs, query, context);
  if (total === 0) return html`<p class="empty">This campaign has no run yet.</p>`;
  const notes = html`${unknownNote(query)}
    <p class="hint" role="status">${shownText(rows.length, selected, total)}</p>`;
  if (rows.length === 0)
    return html`${notes}
      <p class="empty">
        No run fits these choices.
        <a href="${writeQuery({}) || '?'}">Show all ${formatCount(total)}</a>
      </p>`;
  const columns = COLUMNS.filter((column) => column.isIn(runs));
  return html`${notes}
    <div class="table-frame" tabindex="0" role="region" aria-label="Table of runs">
      <table class="data runs">
        <thead>
          <tr>
            ${columns.map((column) => header(column, query))}
          </tr>
        </thead>
        <tbody>
          ${rows.map((run) => row(run, columns, context))}
        </tbody>
      </table>
    </div>`;
}

function shownText(shown: number, selected: number, total: number): string {
  const all =
    selected === total
      ? `${formatCount(total)} ${total === 1 ? 'run' : 'runs'}`
      : `${formatCount(selected)} of ${formatCount(total)} runs`;
  return shown < selected
    ? `${all}; the first ${formatCount(shown)} are shown, choose a month for the others`
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
    <a class="sorter" href="${writeQuery({ ...query, sort: next })}">${text}</a>
  </th>`;
}

function row(run: RunRow, columns: readonly Column[], context: CellContext): Html {
  const cells = columns.map((column, i) => {
    const cell = column.cell(run, context);
    return i === 0
      ? html`<th scope="row">${cell}</th>`
      : html`<td class="${column.isNumber ? 'n' : ''}">${cell}</td>`;
  });
  return html`<tr>
    ${cells}
  </tr>`;
}
