/** A sweep as an SVG: the measured trace as dots, the fitted curve as a line. */

import type { SweepRow } from '#site/snapshot/schema/run.ts';
import { formatFixed, showText } from '#telemetry/units.ts';
import { position, valueAxis, type Axis } from '../charts/axis.ts';
import { BOX } from '../charts/path.ts';
import { tenthText } from '../charts/place-text.ts';
import { html, type Html } from '../text/html.ts';

/** Returns the chart; frequencies are relative to the fitted f0, or to the middle of the window where there is none. */
export function sweepChart({ trace, fit }: SweepRow): Html {
  if (trace === null)
    return html`<p class="empty">The trace was not kept: there is nothing to draw.</p>`;
  const centre = fit?.f0Hz.value ?? (trace.startHz + trace.stopHz) / 2;
  const values = [...trace.db, ...(trace.fitDb ?? [])];
  const vertical = valueAxis(values);
  const span = trace.stopHz - trace.startHz;
  const unit = span >= 2e5 ? { name: 'MHz', factor: 1e-6 } : { name: 'kHz', factor: 1e-3 };
  const horizontal = valueAxis([
    (trace.startHz - centre) * unit.factor,
    (trace.stopHz - centre) * unit.factor,
  ]);
  const xs = trace.offsetHz.map((offset) => tenthText((offset / span) * BOX.width));
  const places = (db: readonly number[]): readonly string[] =>
    xs.map((x, i) => `${x} ${heightOf(vertical, db[i] ?? 0)}`);
  const dots = places(trace.db)
    .map((place) => `M${place}h.01`)
    .join('');
  const line =
    trace.fitDb === null
      ? null
      : html`<path class="line c3" d="M${places(trace.fitDb).join('L')}" />`;
  const where = fit === null ? `the middle of the window, ${showText(centre, 'Hz')}` : `f₀`;
  return html`<div class="trow sweep-plot">
      <div class="tticks">
        ${vertical.ticks.map((tick) => html`<span style="inset-block-end:${(position(vertical, tick.value) * 100).toFixed(2)}%">${tick.text}</span>`)}
      </div>
      <div class="plot">
        <svg
          viewBox="0 0 ${BOX.width} ${BOX.height}"
          preserveAspectRatio="none"
          role="img"
          aria-label="Trace${fit === null ? '' : ' and fit'}: ${formatFixed(Math.min(...values), 1)} to ${formatFixed(Math.max(...values), 1)} dB"
        >
          ${line}
          <path class="dots ink" d="${dots}" />
        </svg>
      </div>
      <div></div>
      <div class="time-axis">${xTicks(horizontal, centre, trace.startHz, span, unit.factor)}</div>
    </div>
    <p class="taken quiet">
      <span class="legend"><i class="ink"></i>measured, dB</span
      >${line === null ? null : html`<span class="legend"><i class="c3"></i>fit</span>`}<span
        >${unit.name} from ${where}</span
      >
    </p>`;
}

function xTicks(axis: Axis, centre: number, startHz: number, span: number, factor: number): Html {
  const inside = axis.ticks
    .map(({ value, text }) => ({ text, at: (centre + value / factor - startHz) / span }))
    .filter(({ at }) => at >= 0 && at <= 1);
  return html`${inside.map(({ text, at }) => html`<span style="inset-inline-start:${(at * 100).toFixed(2)}%">${text}</span>`)}`;
}

const heightOf = (axis: Axis, value: number): string =>
  tenthText(BOX.height * (1 - position(axis, value)));
