/** Columns over equal slots of time, one series on the other: drawn without script, with the numbers as a table below. */

import { formatSignificant } from '#telemetry/units.ts';
import { html, raw, type Html } from '../text/html.ts';
import { valueAxis, position, type Axis } from './axis.ts';
import { percent, timeTicks } from './time-axis.ts';

export interface StackedSeries {
  readonly name: string;
  /** `c1` … `c6`. */
  readonly colour: string;
  /** One a slot, in display units; null: not known, which leaves a gap. */
  readonly values: readonly (number | null)[];
}

export interface Stacked {
  /** Names the figure; letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  /** What one column counts: `GB a day`. */
  readonly unit: string;
  readonly start: number;
  readonly slotMs: number;
  readonly series: readonly StackedSeries[];
  /** How a slot is called in the table and when it is pointed at. */
  readonly slotName: (t: number) => string;
  readonly format?: (value: number) => string;
  /** A sentence below the title. */
  readonly note?: string | Html;
  /** Address of the numbers as CSV; null: none. */
  readonly csv?: string | null;
}

/** Percent: what is said further right would stand outside. */
const LAST_TICK = 93;
const WIDTH = 1000;
const HEIGHT = 200;

/** Returns the figure. */
export function stackedFigure(chart: Stacked): Html {
  const slots = Math.max(0, ...chart.series.map(({ values }) => values.length));
  const known = chart.series.some(({ values }) =>
    values.some((value) => value !== null && value > 0),
  );
  const body = known ? plot(chart, slots) : html`<p class="empty">None in this span.</p>`;
  return html`<figure class="stacked" id="${chart.id}" aria-labelledby="h-${chart.id}">
    <figcaption>
      <h3 id="h-${chart.id}">${chart.title} <small>${chart.unit}</small></h3>
      ${chart.note === undefined ? null : html`<p class="hint">${chart.note}</p>`}
    </figcaption>
    ${body} ${known ? twin(chart, slots) : null}
    ${known && chart.csv != null ? html`<p class="hint"><a href="${chart.csv}" download="flash-${chart.id}.csv">CSV</a></p>` : null}
  </figure>`;
}

function plot(chart: Stacked, slots: number): Html {
  const totals = Array.from({ length: slots }, (_, i) => totalOf(chart, i));
  const axis = valueAxis(
    totals.filter((total) => total !== null),
    { fromZero: true },
  );
  const window = { from: chart.start, to: chart.start + slots * chart.slotMs };
  return html`<div class="stacked-plot" aria-hidden="true">
      <div class="stacked-y">
        ${axis.ticks.map(({ value, text }) => html`<span style="inset-block-end:${percentOf(axis, value)}%">${text}</span>`)}
      </div>
      <div class="stacked-area">
        ${axis.ticks.map(({ value }) => html`<i class="grid" style="inset-block-end:${percentOf(axis, value)}%"></i>`)}
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
          ${columns(chart, slots, axis)}
        </svg>
        ${hovers(chart, slots)}
      </div>
      <div class="stacked-x">
        ${timeTicks(window, 7)
          .filter(({ value }) => percent(value, window) < LAST_TICK)
          .map(
            ({ value, text }) =>
              html`<span style="inset-inline-start:${percent(value, window)}%">${text}</span>`,
          )}
      </div>
    </div>
    ${chart.series.length > 1 ? legend(chart) : null}`;
}

function totalOf({ series }: Stacked, slot: number): number | null {
  const values = series.flatMap(({ values: all }) => all[slot] ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

const percentOf = (axis: Axis, value: number): string => (position(axis, value) * 100).toFixed(2);

/** One path a series: a rectangle a slot, on top of those before. */
function columns({ series }: Stacked, slots: number, axis: Axis): readonly Html[] {
  const width = WIDTH / slots;
  const gap = Math.min(2, width * 0.15);
  const bases = Array.from({ length: slots }, () => 0);
  return series.map(({ colour, values }) => {
    let path = '';
    values.forEach((value, i) => {
      if (value === null || value === 0) return;
      const base = bases[i] ?? 0;
      bases[i] = base + value;
      const [low, high] = [position(axis, base), position(axis, base + value)];
      const top = HEIGHT * (1 - high);
      path += `M${fixed(i * width + gap / 2)} ${fixed(top)}h${fixed(width - gap)}v${fixed(Math.max(0.5, HEIGHT * (high - low)))}h${fixed(gap - width)}z`;
    });
    return raw(`<path class="fill-${colour}" d="${path}"/>`);
  });
}

const fixed = (value: number): string => String(Math.round(value * 10) / 10);

/** What a slot says when it is pointed at; who does not point reads the table. */
function hovers(chart: Stacked, slots: number): Html {
  return html`<div class="stacked-hover">
    ${Array.from({ length: slots }, (_, i) => html`<i title="${slotText(chart, i)}"></i>`)}
  </div>`;
}

function slotText(chart: Stacked, slot: number): string {
  const name = chart.slotName(chart.start + slot * chart.slotMs);
  const parts = chart.series.map(({ name: of, values }) => {
    const value = values[slot] ?? null;
    return `${of} ${value === null ? 'not known' : formatOf(chart)(value)}`;
  });
  return `${name}: ${parts.join(', ')}`;
}

function formatOf({ format }: Stacked): (value: number) => string {
  return format ?? ((value) => (value === 0 ? '0' : formatSignificant(value, 3)));
}

function legend({ series }: Stacked): Html {
  return html`<ul class="stacked-legend">
    ${series.map(({ name, colour }) => html`<li><i class="back-${colour}" aria-hidden="true"></i>${name}</li>`)}
  </ul>`;
}

/** The numbers behind it, newest slot first. */
function twin(chart: Stacked, slots: number): Html {
  const order = Array.from({ length: slots }, (_, i) => slots - 1 - i);
  return html`<details class="twin">
    <summary>The numbers</summary>
    <div class="table-frame tall" tabindex="0" role="region" aria-label="${chart.title} as a table">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">When, UTC</th>
            ${chart.series.map(({ name }) => html`<th scope="col" class="n">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${order.map((i) => row(chart, i))}
        </tbody>
      </table>
    </div>
  </details>`;
}

function row(chart: Stacked, slot: number): Html {
  return html`<tr>
    <th scope="row">${chart.slotName(chart.start + slot * chart.slotMs)}</th>
    ${chart.series.map(({ values }) => {
      const value = values[slot] ?? null;
      return value === null
        ? html`<td class="n missing">not known</td>`
        : html`<td class="n">${formatOf(chart)(value)}</td>`;
    })}
  </tr>`;
}
