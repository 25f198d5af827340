/** A panel of states as a band along the time axis: a word, a shape and a colour for each, so that none is told by its colour alone. */

import { formatSignificant } from '#telemetry/units.ts';
import type { RunSeries } from '#site/snapshot/schema/run.ts';
import { html, type Html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import { clockMinuteOrDay } from '../text/times.ts';
import { percent, type Span } from './time-axis.ts';

/** What the numbers of a panel mean, where they are states. */
export interface PanelStates {
  readonly words: Readonly<Record<number, StateLook>>;
  /** The series' own name; the heading stands above the first of its panel. */
  readonly name: string;
  /** Null: it is not the first. */
  readonly heading: string | null;
  /** A hole up to this long between two readings of one state is not seen as a hole, ms. */
  readonly bridgeMs: number;
}

export interface StateLook {
  readonly text: string;
  readonly severity: 'ok' | 'info' | 'warning' | 'critical';
}

/** A stretch of one state; null: it changed within. */
export interface Stretch extends Span {
  readonly value: number | null;
}

/** Percent of the width that a word needs. */
const WORD_WIDTH = 9;
const CHANGED: StateLook = { text: 'changed within', severity: 'warning' };
const MOST_TOLD = 3;

/** Returns the stretches of equal state, in order; where nothing was read there is none. */
export function stretchesOf(series: RunSeries, bridgeMs: number): readonly Stretch[] {
  const stretches: { from: number; to: number; value: number | null }[] = [];
  series.min.forEach((low, i) => {
    if (low === null) return;
    const from = series.start + i * series.stepMs;
    const to = from + series.stepMs;
    const value = series.max[i] === low ? low : null;
    const last = stretches.at(-1);
    if (last?.value === value && from - last.to <= bridgeMs) {
      last.to = to;
      return;
    }
    // A hole before another state is bridged too: until then it was as it was.
    if (last !== undefined && from - last.to <= bridgeMs) last.to = from;
    stretches.push({ from, to, value });
  });
  return stretches;
}

/** Returns how a state looks and is called; of a number without a word it is the number. */
export function lookOf({ words }: Pick<PanelStates, 'words'>, value: number | null): StateLook {
  if (value === null) return CHANGED;
  return words[value] ?? { text: formatSignificant(value, 3), severity: 'info' };
}

/** The band of a window. */
export function bandHtml(series: RunSeries, states: PanelStates, window: Span): Html {
  const shown = stretchesOf(series, states.bridgeMs).filter(
    ({ from, to }) => to > window.from && from < window.to,
  );
  if (shown.length === 0) return html`<span class="no-state">no data in this span</span>`;
  return html`${shown.map((stretch) => stretchHtml(stretch, states, window))}`;
}

function stretchHtml(stretch: Stretch, states: PanelStates, window: Span): Html {
  const from = Math.max(0, percent(stretch.from, window));
  const to = Math.min(100, percent(stretch.to, window));
  const { text, severity } = lookOf(states, stretch.value);
  const look = stretch.value === null ? 'changed' : severity;
  const when = `${clockMinuteOrDay(stretch.from, window.to)} to ${clockMinuteOrDay(stretch.to, window.to)}`;
  return html`<i
    class="stretch ${look}"
    style="inset-inline-start:${from}%;inline-size:${Math.max(0, to - from).toFixed(3)}%"
    title="${text}, ${when}"
    >${to - from >= WORD_WIDTH ? html`<span>${text}</span>` : null}</i
  >`;
}

/** What a person hears of a band: the state that is well in a word, the others with their times. */
export function describeBand(label: string, series: RunSeries, states: PanelStates): string {
  const stretches = stretchesOf(series, states.bridgeMs);
  const last = stretches.at(-1);
  if (last === undefined) return `${label}: no data`;
  const bad = stretches.filter(({ value }) => lookOf(states, value).severity !== 'ok');
  const told = bad.slice(-MOST_TOLD).map(({ from, to, value }) => {
    const when = `${clockMinuteOrDay(from, last.to)} to ${clockMinuteOrDay(to, last.to)}`;
    return `${lookOf(states, value).text} ${when}`;
  });
  const more = bad.length > MOST_TOLD ? [`and ${bad.length - MOST_TOLD} times before`] : [];
  return `${label}: ${[`last ${lookOf(states, last.value).text}`, ...told, ...more].join('; ')}`;
}

/** The words of a panel with their shapes, above its bands. */
export function bandHeading({ heading, words }: PanelStates): Html | null {
  if (heading === null) return null;
  const looks = [
    ...Object.values(words).map(({ text, severity }) => ({ text, look: severity as string })),
    { text: CHANGED.text, look: 'changed' },
  ];
  return html`<div class="trow band-heading">
    <div class="tlabel"><b>${symbols(heading)}</b></div>
    <p class="band-legend">
      ${looks.map(
        ({ text, look }) =>
          html`<span><i class="stretch ${look}" aria-hidden="true"></i>${text}</span>`,
      )}
    </p>
  </div>`;
}
