/** What stands around points of two quantities: axes with their ticks and names, the same for every plot that is not over time. */

import { html, type Html } from '../text/html.ts';
import { position, type Axis } from './axis.ts';
import { BOX } from './path.ts';

export interface ScatterAxes {
  readonly x: Axis;
  readonly y: Axis;
  readonly yLabel: Html;
  /** Behind every number of the horizontal axis: `°`. */
  readonly xUnit?: string;
}

/** Returns the plot of shapes that lie in a box of 1000 by 100; `label` says in words what is seen. */
export function scatterFrame(
  { x, y, yLabel, xUnit = '' }: ScatterAxes,
  shapes: Html,
  label: string,
): Html {
  return html`<div class="trow">
      <div class="tlabel">${yLabel}</div>
      <div class="tticks">
        ${y.ticks.map(({ value, text }) => html`<span style="inset-block-end:${percent(y, value)}%">${text}</span>`)}
      </div>
      <div class="plot">
        <svg
          viewBox="0 0 ${BOX.width} ${BOX.height}"
          preserveAspectRatio="none"
          role="img"
          aria-label="${label}"
        >
          ${shapes}
        </svg>
      </div>
    </div>
    <div class="trow">
      <div class="tlabel"></div>
      <div class="tticks"></div>
      <div class="time-axis">
        ${x.ticks.map(({ value, text }) => html`<span style="inset-inline-start:${percent(x, value)}%">${text}${xUnit}</span>`)}
      </div>
    </div>`;
}

const percent = (axis: Axis, value: number): string => (position(axis, value) * 100).toFixed(2);

/** Returns a place in the box to a tenth: `share` of `size`. */
export function place(share: number, size: number): number {
  return Math.round(share * size * 10) / 10;
}
