/** Any column as a histogram, any two as a scatter: drawn as SVG, the same on the hub and in the browser. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { formatCount } from '#telemetry/units.ts';
import { position, valueAxis, type Axis } from '../charts/axis.ts';
import { BOX } from '../charts/path.ts';
import { place, scatterFrame } from '../charts/scatter-frame.ts';
import { timeTicks } from '../charts/time-axis.ts';
import { html, raw, type Html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import { axisChoice, axisColumn } from './axis-choice.ts';
import { columnsOf, type CellContext, type Column } from './column.ts';
import { COLUMNS } from './columns.ts';
import type { RunsQuery } from './query.ts';
import type { RunRow } from './rows.ts';

const MOST_BINS = 40;

/** What is plotted: numbers in the column's own unit, times as UTC ms. */
function plotted(column: Column, context: CellContext): (run: RunRow) => number | null {
  const { values } = column;
  if (values?.kind === 'time') return values.of;
  if (values?.kind !== 'range') return () => null;
  return (run) => {
    const ends = values.ends(run, context);
    return ends === null ? null : (ends[0] + ends[1]) / 2 / values.scale;
  };
}

const numeric = (runs: Runs): readonly Column[] =>
  columnsOf(runs, COLUMNS).filter(
    ({ values }) => values?.kind === 'range' || values?.kind === 'time',
  );

const unitOf = ({ values }: Column): string => (values?.kind === 'range' ? values.unit : '');

/** Returns how often each bin of a column is met. */
export function histogram(
  runs: Runs,
  query: RunsQuery,
  rows: readonly RunRow[],
  context: CellContext,
): Html {
  const choices = numeric(runs);
  const column = axisColumn(choices, query.x, 'length');
  if (column === undefined) return html`<p class="empty">Nothing to count.</p>`;
  const of = plotted(column, context);
  const values = rows.map(of).filter((value) => value !== null);
  const choice = axisChoice('x', 'Histogram of', choices, column);
  if (values.length === 0)
    return html`${choice}
      <p class="empty">No run of these has a known ${column.name}.</p>`;
  const x = axisOf(column, values);
  const bins = countBins(values, x);
  const y = valueAxis(
    bins.map(({ count }) => count),
    { fromZero: true },
  );
  const bars = bins.map(({ from, to, count }) => {
    const [left, right] = [from, to].map((end) => place(position(x, end), BOX.width));
    const top = place(1 - position(y, count), BOX.height);
    return count === 0 ? '' : `M${left} ${BOX.height}V${top}H${right}V${BOX.height}Z`;
  });
  const shape = html`<path class="bars c1" d="${bars.join('')}" />`;
  const label = `Histogram of ${column.name} over ${values.length} runs`;
  return html`${choice}${frame({ x, y, xColumn: column, yLabel: html`<b>runs</b>` }, shape, label)}
  ${unknownLine(rows.length - values.length, column.name)}`;
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Counts values in at most 40 equal bins between the axis' ends; the last one includes its upper end. */
export function countBins(
  values: readonly number[],
  { low, high }: Pick<Axis, 'low' | 'high'>,
): readonly Bin[] {
  const many = Math.min(MOST_BINS, Math.max(5, Math.ceil(2 * Math.sqrt(values.length))));
  const width = (high - low) / many;
  const counts = Array.from({ length: many }, () => 0);
  for (const value of values) {
    const bin = Math.min(many - 1, Math.max(0, Math.floor((value - low) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, i) => ({ from: low + i * width, to: low + (i + 1) * width, count }));
}

/** Returns one column against another, a dot a run. */
export function scatter(
  runs: Runs,
  query: RunsQuery,
  rows: readonly RunRow[],
  context: CellContext,
): Html {
  const choices = numeric(runs);
  const xColumn = axisColumn(choices, query.x, 'start');
  const yColumn = axisColumn(choices, query.y, 'length');
  if (xColumn === undefined || yColumn === undefined)
    return html`<p class="empty">Nothing to plot.</p>`;
  const [xOf, yOf] = [plotted(xColumn, context), plotted(yColumn, context)];
  const points = rows.flatMap((run) => {
    const [x, y] = [xOf(run), yOf(run)];
    return x === null || y === null ? [] : [{ run: run.number, x, y }];
  });
  const fields = html`<div class="axis-choices">
    ${axisChoice('y', 'Scatter of', choices, yColumn)}
    ${axisChoice('x', 'against', choices, xColumn)}
  </div>`;
  if (points.length === 0)
    return html`${fields}
      <p class="empty">No run of these has both ${xColumn.name} and ${yColumn.name}.</p>`;
  const x = axisOf(
    xColumn,
    points.map((point) => point.x),
  );
  const y = axisOf(
    yColumn,
    points.map((point) => point.y),
  );
  const dots = points.map(
    (point) =>
      `M${place(position(x, point.x), BOX.width)} ${place(1 - position(y, point.y), BOX.height)}h.01`,
  );
  const shape = html`<path
    class="dots c1"
    d="${dots.join('')}"
    data-runs="${points.map(({ run }) => run).join(' ')}"
  />`;
  const label = `${yColumn.name} against ${xColumn.name} of ${points.length} runs`;
  const yLabel = html`<b>${symbols(yColumn.name)}</b>
    <span class="quiet">${unitOf(yColumn)}</span>`;
  return html`${fields}${frame({ x, y, xColumn, yLabel }, shape, label)}
  ${unknownLine(rows.length - points.length, `${xColumn.name} or ${yColumn.name}`)}`;
}

function axisOf({ values }: Column, numbers: readonly number[]): Axis {
  if (values?.kind !== 'time') return valueAxis(numbers);
  let [from, to] = [Infinity, -Infinity];
  for (const t of numbers) [from, to] = [Math.min(from, t), Math.max(to, t)];
  const room = Math.max((to - from) * 0.03, 60_000);
  const span = { from: from - room, to: to + room };
  return { low: span.from, high: span.to, isLog: false, ticks: timeTicks(span) };
}

interface Axes {
  readonly x: Axis;
  readonly y: Axis;
  readonly xColumn: Column;
  readonly yLabel: Html;
}

function frame({ xColumn, ...axes }: Axes, shape: Html, label: string): Html {
  return html`<div class="sheet runs-plot">
    <div class="scatter">
      ${scatterFrame(axes, shape, label)}
      <p class="axis-name">
        ${symbols(xColumn.name)}${unitOf(xColumn) && raw(`, ${unitOf(xColumn)}`)}
      </p>
    </div>
  </div>`;
}

function unknownLine(missing: number, name: string): Html | null {
  if (missing === 0) return null;
  const runs = missing === 1 ? '1 run is' : `${formatCount(missing)} runs are`;
  return html`<p class="hint">${runs} not drawn: ${symbols(name)} is not known.</p>`;
}
