/** The table that says what a timeline's charts draw: lowest and highest in a few dozen rows of equal length. */

import { showText } from '#telemetry/units.ts';
import { html, type Html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import { clock, clockMinute, dayClock, span as spanText } from '../text/times.ts';
import { lookOf as stateLook, stretchesOf, type PanelStates } from './band.ts';
import { qualityWord } from './overlay.ts';
import { rangeOf, type PanelInput } from './panel.ts';
import type { Span } from './time-axis.ts';

const MOST_ROWS = 48;

/** Returns the table, closed until it is asked for. */
export function tableTwin(panels: readonly PanelInput[], window: Span): Html {
  const length = window.to - window.from;
  // A row narrower than a bucket would say that there are no data between the middles of two buckets.
  const widest = Math.max(...panels.map(({ series }) => series.stepMs));
  const count = Math.min(MOST_ROWS, Math.max(1, Math.floor(length / widest)));
  const step = length / count;
  const rows = Array.from({ length: count }, (_, i) => window.from + i * step);
  return html`<details class="twin">
    <summary>As a table</summary>
    <div class="table-frame" tabindex="0" role="region" aria-label="The charts as a table">
      <table class="data">
        <caption>
          Lowest to highest over ${spanText(step)} each
        </caption>
        <thead>
          <tr>
            <th scope="col">From, UTC</th>
            ${panels.map(({ label }) => html`<th scope="col" class="n">${symbols(label)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((from) => row(panels, { from, to: from + step }, window))}
        </tbody>
      </table>
    </div>
  </details>`;
}

function row(panels: readonly PanelInput[], slot: Span, window: Span): Html {
  const isLong = window.to - window.from > 86_400_000;
  const isShort = slot.to - slot.from < 60_000;
  const when = isLong
    ? dayClock(slot.from, window.to)
    : isShort
      ? clock(slot.from)
      : clockMinute(slot.from);
  return html`<tr>
    <th scope="row">${when}</th>
    ${panels.map((panel) => html`<td class="n">${cell(panel, slot)}</td>`)}
  </tr>`;
}

/** Every state that there was in the slot, in words. */
function stateCell(series: PanelInput['series'], states: PanelStates, { from, to }: Span): Html {
  const seen = stretchesOf(series, states.bridgeMs).filter((one) => one.to > from && one.from < to);
  const words = new Set(seen.map(({ value }) => stateLook(states, value).text));
  return words.size === 0
    ? html`<span class="missing">no data</span>`
    : html`${[...words].join(', then ')}`;
}

function cell({ series, unit, states }: PanelInput, { from, to }: Span): Html {
  if (states !== undefined) return stateCell(series, states, { from, to });
  const first = Math.max(0, Math.ceil((from - series.start) / series.stepMs - 0.5));
  const last = Math.ceil((to - series.start) / series.stepMs - 0.5);
  const range = rangeOf(series, first, Math.min(last, series.min.length));
  const bad = series.notGood.find((one) => one.to >= from && one.from < to);
  const word = bad === undefined ? 'no data' : qualityWord(bad.quality);
  if (range === null) return html`<span class="missing">${word}</span>`;
  const low = showText(range.low, unit);
  const high = range.high === range.low ? low : showText(range.high, unit);
  return html`${low === high ? low : `${low} to ${high}`}${bad === undefined ? '' : `, in part ${word}`}`;
}
