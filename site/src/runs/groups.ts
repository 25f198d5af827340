/** Runs grouped by a column: how many, how long, how much, in which frequencies. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { formatCount, formatFixed, showText } from '#telemetry/units.ts';
import { html, type Html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import { span } from '../text/times.ts';
import { axisChoice, axisColumn } from './axis-choice.ts';
import { columnsOf, type CellContext, type Column, type SetValues } from './column.ts';
import { COLUMNS } from './columns.ts';
import { ABSENT, oneWord, wordsOf } from './filters.ts';
import { writeQuery, type RunsQuery } from './query.ts';
import { lengthMs, type RunRow } from './rows.ts';

/** Sums of one group; lengths and sizes are lower bounds where some are not known. */
export interface Group {
  /** As the address writes it. */
  readonly word: string;
  readonly runs: number;
  readonly lengthMs: number;
  readonly lengthsKnown: number;
  readonly files: number;
  readonly bytes: number;
  readonly sized: number;
  /** Hz; null: no run has one. */
  readonly f0: readonly [number, number] | null;
}

/** Sums the runs of each word of a column, in the order in which the words first come; a run of several words counts for each. */
export function groupRuns(
  rows: readonly RunRow[],
  values: Pick<SetValues, 'of' | 'each'>,
  context: CellContext,
): readonly Group[] {
  const worded = rows.flatMap((run) => wordsOf(run, values).map((word) => ({ run, word })));
  return [...Map.groupBy(worded, ({ word }) => word)].map(([word, members]) => {
    const runs = members.map(({ run }) => run);
    const lengths = runs.map((run) => lengthMs(run, context.at)).filter((one) => one !== null);
    const f0s = runs.flatMap(({ f0Min, f0Max }) => [f0Min, f0Max]).filter((one) => one !== null);
    const sum = (key: 'files' | 'bytes' | 'sized'): number =>
      runs.reduce((total, run) => total + run[key], 0);
    return {
      word,
      runs: runs.length,
      lengthMs: lengths.reduce((total, length) => total + length, 0),
      lengthsKnown: lengths.length,
      files: sum('files'),
      bytes: sum('bytes'),
      sized: sum('sized'),
      f0: f0s.length === 0 ? null : [Math.min(...f0s), Math.max(...f0s)],
    };
  });
}

/** Returns the table of groups; each leads to its runs. */
export function groupsTable(
  runs: Runs,
  query: RunsQuery,
  rows: readonly RunRow[],
  context: CellContext,
): Html {
  const choices = columnsOf(runs, COLUMNS).filter(({ values }) => values?.kind === 'set');
  const column = axisColumn(choices, query.by, 'kind');
  if (column?.values?.kind !== 'set') return html`<p class="empty">Nothing to group by.</p>`;
  const groups = groupRuns(rows, column.values, context);
  return html`${axisChoice('by', 'Group by', choices, column)}
    <div class="table-frame" tabindex="0" role="region" aria-label="Runs by ${column.name}">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">${symbols(column.name)}</th>
            <th scope="col" class="n">Runs</th>
            <th scope="col" class="n">Length</th>
            <th scope="col" class="n">Files</th>
            <th scope="col" class="n">Size</th>
            <th scope="col" class="n">f₀, MHz</th>
          </tr>
        </thead>
        <tbody>
          ${groups.map((group) => groupRow(group, column, query))}
        </tbody>
      </table>
    </div>`;
}

function groupRow(group: Group, column: Column, query: RunsQuery): Html {
  const { word, runs, files, bytes, sized, f0 } = group;
  const filters = new Map(query.filters).set(column.key, oneWord(word));
  const absent = column.values?.kind === 'set' ? column.values.absent : 'not known';
  return html`<tr>
    <th scope="row">
      <a class="go" href="${writeQuery({ ...query, filters, view: 'table' })}"
        >${word === ABSENT ? absent : word}</a
      >
    </th>
    <td class="n">${formatCount(runs)}</td>
    <td class="n">${atLeast(group.lengthsKnown, runs, span(group.lengthMs))}</td>
    <td class="n">${formatCount(files)}</td>
    <td class="n">${files === 0 ? null : atLeast(sized, files, showText(bytes, 'By'))}</td>
    <td class="n">
      ${f0 === null ? null : f0.map((end) => formatFixed(end / 1e6, 3)).join(' – ')}
    </td>
  </tr>`;
}

/** A sum of which some parts are not known is a lower bound; of none, not known. */
function atLeast(known: number, all: number, text: string): Html | string {
  if (known === 0) return html`<span class="missing">not known</span>`;
  return known < all ? `over ${text}` : text;
}
