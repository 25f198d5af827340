/** The table that says what a timeline's charts draw: lowest and highest in a few dozen rows of equal length. */

import { showText } from '#telemetry/units.ts';
import { html, type Html } from '../text/html.ts';
import { lookOf as stateLook, stretchesOf, type PanelStates } from './band.ts';
import { qualityWord } from './overlay.ts';
import { rangeOf, type PanelInput } from './panel.ts';
import type { Span } from './time-axis.ts';
import { twin } from './twin.ts';

/** Returns the table, closed until it is asked for. */
export function tableTwin(panels: readonly PanelInput[], window: Span): Html {
  return twin(
    panels.map((panel) => ({ head: panel.label, cell: (slot: Span) => cell(panel, slot) })),
    window,
    Math.max(...panels.map(({ series }) => series.stepMs)),
  );
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
