/** What stands above the charts: channels, span and second span as fields of a form, and steps in time as links, all without script too. */

import { clock, clockMinute, day, span as lengthText } from '../text/times.ts';
import type { Span } from '../charts/time-axis.ts';
import { html, type Html } from '../text/html.ts';
import { writeTime } from './link.ts';
import { chartsHref, type ChartsQuery } from './query.ts';
import { changedSpan, MINUTE, OFFERED, readLength, writeSpanWish, type SpanWish } from './span.ts';

export interface Shown {
  readonly query: ChartsQuery;
  readonly window: Span;
  /** What now is, UTC ms. */
  readonly at: number;
  /** Nobody chose these channels. */
  readonly isUsual: boolean;
}

/** Returns the form and the steps. */
export function controlsHtml(shown: Shown): Html {
  const { query } = shown;
  return html`<div class="xfields">
      <label class="wide"
        >Channels
        <input
          type="search"
          name="channels"
          value="${query.panels.map((panel) => panel.join(',')).join(';')}"
          autocomplete="off"
          spellcheck="false"
          aria-describedby="x-help"
      /></label>
      <label
        >Span
        <input
          type="search"
          name="span"
          value="${writeSpanWish(query.span)}"
          autocomplete="off"
          spellcheck="false"
      /></label>
      <label
        >Compare with
        <input
          type="search"
          name="compare"
          value="${compareText(query)}"
          placeholder="-7d"
          autocomplete="off"
          spellcheck="false"
      /></label>
      <label class="check"
        ><input type="checkbox" name="below" value="1" ${query.isBelow && html` checked`} />
        below</label
      >
      ${keptFields(query)}
      <button class="button">Show</button>
    </div>
    <nav class="xsteps" aria-label="Steps in time">${stepsHtml(shown)}</nav>
    ${unknownHtml(query)}`;
}

function compareText({ compare }: ChartsQuery): string {
  if (compare === null) return '';
  return compare.kind === 'at'
    ? writeTime(compare.from)
    : `-${writeSpanWish({ kind: 'last', ms: compare.ms })}`;
}

/** What the form has no field for goes with it all the same. */
function keptFields(query: ChartsQuery): Html {
  return html`${(['log', 'linear'] as const).map((key) => {
    const chosen = query[key];
    if (chosen !== 'all' && chosen.size === 0) return null;
    return html`<input
      type="hidden"
      name="${key}"
      value="${chosen === 'all' ? 'all' : [...chosen].join()}"
    />`;
  })}`;
}

/** Presets, earlier and later, wider and narrower: each is an address. */
function stepsHtml({ query, window, at }: Shown): Html {
  const to = (span: SpanWish): string => chartsHref({ ...query, span });
  const fixed = (change: Parameters<typeof changedSpan>[1]): string =>
    to({ kind: 'fixed', ...changedSpan(window, change, at) });
  const lengths = OFFERED.map((text) => {
    const ms = readLength(text) ?? 0;
    const isCurrent = query.span.kind === 'last' && query.span.ms === ms;
    return html`<a
      class="go"
      href="${to({ kind: 'last', ms })}"
      ${isCurrent && html` aria-current="true"`}
      >${text}</a
    >`;
  });
  const live: SpanWish = {
    kind: 'last',
    ms: Math.max(60_000, Math.round((window.to - window.from) / 60_000) * 60_000),
  };
  return html`<span class="views" role="group" aria-label="The last">${lengths}</span>
    <span class="views" role="group" aria-label="Move"
      ><a class="go" href="${fixed({ share: -0.5 })}" data-step="earlier">← earlier</a
      ><a class="go" href="${fixed({ share: 0.5 })}" data-step="later">later →</a
      ><a class="go" href="${fixed({ times: 2 })}" data-step="wider">wider</a
      ><a class="go" href="${fixed({ times: 0.5 })}" data-step="narrower">narrower</a
      >${query.span.kind === 'last' ? html`<span class="live-word" aria-current="true">live</span>` : html`<a class="go" href="${to(live)}" data-step="live">live</a>`}</span
    >`;
}

function unknownHtml({ unknown }: ChartsQuery): Html | null {
  if (unknown.length === 0) return null;
  return html`<p class="note attention" role="status">
    This page knows nothing of ${unknown.map((one) => html`<code>${one}</code> `)}in the address: it
    is left out.
  </p>`;
}

/** What is on the screen, in a sentence that claims no more than it shows; `stepMs`: what a point stands for, 0 for one reading, null: nothing is said. */
export function statusText({ query, window, isUsual }: Shown, stepMs: number | null): string {
  const isLive = query.span.kind === 'last';
  const to = isLive
    ? `up to ${day(window.to)} ${clock(window.to)} UTC`
    : `${betweenText(window)} UTC`;
  const when = isLive ? `The last ${lengthText(window.to - window.from)}, ${to}` : to;
  const points = pointsText(stepMs);
  const usual = isUsual
    ? ' No channel was chosen: these are the key channels of the campaign.'
    : '';
  return `${when}.${points}${usual}`;
}

/** Seconds only where there are any. */
function betweenText({ from, to }: Span): string {
  const isWhole = from % MINUTE === 0 && to % MINUTE === 0;
  const time = isWhole ? clockMinute : clock;
  const isOneDay = day(from) === day(to);
  return `${day(from)} ${time(from)} to ${isOneDay ? '' : `${day(to)} `}${time(to)}`;
}

function pointsText(stepMs: number | null): string {
  if (stepMs === null) return '';
  if (stepMs === 0) return ' Each point is a reading.';
  return ` Each point is ${lengthText(stepMs)}: its mean, and a band from lowest to highest.`;
}
