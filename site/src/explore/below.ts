/** What stands below the charts: the notes of the lanes as a list that can be read and followed, and the table of the curves. */

import { formatCount } from '#telemetry/units.ts';
import type { Span } from '../charts/time-axis.ts';
import { html, type Html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import { clock, clockMinute, dayClock, span as lengthText } from '../text/times.ts';
import { noteTime } from './charts-html.ts';
import type { NoteLane } from './notes.ts';
import { rangeText } from './readout.ts';
import type { ChartView } from './view.ts';

const MOST_ROWS = 48;
const MOST_NOTES = 30;

/** Runs, alarms and entries of a window, newest first. */
export function notesHtml(lanes: readonly NoteLane[], window: Span): Html {
  const notes = lanes
    .flatMap(({ label, notes }) => notes.map((note) => ({ ...note, label })))
    .filter(({ from, to }) => to >= window.from && from <= window.to)
    .toSorted((a, b) => b.from - a.from);
  if (notes.length === 0)
    return html`<p class="empty">No run, alarm or entry of the log is known in this span.</p>`;
  const rest = notes.length - MOST_NOTES;
  return html`<ul class="list xnotes">
      ${notes.slice(0, MOST_NOTES).map(
        ({ from, label, title, href }) =>
          html`<li>
            <span class="quiet">${noteTime(from)}</span>
            <span
              ><a href="${href}"><bdi>${title}</bdi></a> <span class="quiet">${label}</span></span
            >
          </li>`,
      )}
    </ul>
    ${rest > 0 ? html`<p class="hint">and ${formatCount(rest)} earlier ones</p>` : null}`;
}

/** The table that says what the curves draw: lowest to highest in rows of equal length. */
export function twinHtml({ panels }: ChartView, window: Span): Html {
  const curves = panels.flatMap(({ curves, isSecond }) =>
    curves.map((curve) => ({
      curve,
      head: isSecond ? `${curve.label}, second span` : curve.label,
    })),
  );
  if (curves.length === 0) return html``;
  const length = window.to - window.from;
  // A row narrower than a point would say that there are no data between two of them.
  const widest = Math.max(1_000, ...curves.map(({ curve }) => curve.stepMs));
  const count = Math.min(MOST_ROWS, Math.max(1, Math.floor(length / widest)));
  const step = length / count;
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
            ${curves.map(({ curve, head }) => html`<th scope="col" class="n" title="${curve.channel}">${symbols(head)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${Array.from({ length: count }, (_, i) => {
            const slot = { from: window.from + i * step, to: window.from + (i + 1) * step - 1 };
            return html`<tr>
              <th scope="row">${rowTime(slot.from, window, step)}</th>
              ${curves.map(({ curve }) => html`<td class="n">${rangeText(curve, slot)}</td>`)}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </details>`;
}

function rowTime(t: number, window: Span, step: number): string {
  if (window.to - window.from > 86_400_000) return dayClock(t, window.to);
  return step < 60_000 ? clock(t) : clockMinute(t);
}
