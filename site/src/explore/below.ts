/** What stands below the charts: the notes of the lanes as a list that can be read and followed, and the table of the curves. */

import { formatCount } from '#telemetry/units.ts';
import type { Span } from '../charts/time-axis.ts';
import { twin } from '../charts/twin.ts';
import { html, type Html } from '../text/html.ts';
import { noteTime } from './charts-html.ts';
import type { NoteLane } from './notes.ts';
import { rangeText } from './readout.ts';
import type { ChartView } from './view.ts';

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
  return twin(
    curves.map(({ curve, head }) => ({
      head,
      title: curve.channel,
      cell: ({ from, to }: Span) => rangeText(curve, { from, to: to - 1 }),
    })),
    window,
    Math.max(1_000, ...curves.map(({ curve }) => curve.stepMs)),
  );
}
