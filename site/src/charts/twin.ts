/** The frame of a table that says what charts draw: a few dozen rows of equal length, a column for each curve. */

import { html, type Html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import { clock, clockMinute, dayClock, span as lengthText } from '../text/times.ts';
import type { Span } from './time-axis.ts';

const MOST_ROWS = 48;

export interface TwinColumn {
  readonly head: string;
  /** What the head says on hover. */
  readonly title?: string;
  /** What was drawn from `from` until before `to`. */
  readonly cell: (slot: Span) => Html | string;
}

/** Returns the table, closed until it is asked for; no row is shorter than `leastMs`, the widest bucket of a curve. */
export function twin(columns: readonly TwinColumn[], window: Span, leastMs: number): Html {
  const length = window.to - window.from;
  // A row narrower than a bucket would say that there are no data between the middles of two buckets.
  const count = Math.min(MOST_ROWS, Math.max(1, Math.floor(length / leastMs)));
  const step = length / count;
  const rows = Array.from({ length: count }, (_, i) => window.from + i * step);
  return html`<details class="twin">
    <summary>As a table</summary>
    <div class="table-frame" tabindex="0" role="region" aria-label="The charts as a table">
      <table class="data">
        <caption>
          Lowest to highest over ${lengthText(step)} each
        </caption>
        <thead>
          <tr>
            <th scope="col">From, UTC</th>
            ${columns.map(({ head, title }) => html`<th scope="col" class="n" ${title === undefined ? null : html` title="${title}"`}>${symbols(head)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (from) =>
              html`<tr>
                <th scope="row">${rowTime(from, window, step)}</th>
                ${columns.map(({ cell }) => html`<td class="n">${cell({ from, to: from + step })}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function rowTime(t: number, window: Span, step: number): string {
  if (window.to - window.from > 86_400_000) return dayClock(t, window.to);
  return step < 60_000 ? clock(t) : clockMinute(t);
}
