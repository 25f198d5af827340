/** What stands over the curves of a panel: limits as bands, spans that are not good, and the words where nothing was read. */

import type { Limit } from '#site/snapshot/schema/now.ts';
import { showText } from '#telemetry/units.ts';
import { position } from '../charts/axis.ts';
import { qualityWord } from '../charts/overlay.ts';
import { percent, type Span } from '../charts/time-axis.ts';
import { html, type Html } from '../text/html.ts';
import { rangeIn } from './curve.ts';
import type { DrawnPanel } from './panel-html.ts';
import type { Curve, UnitAxis } from './view.ts';

/** Percent of the width that a word needs. */
const WORD_WIDTH = 9;

/** Returns limits and spans of a panel. */
export function marksHtml({ panel, axes, window }: DrawnPanel): Html {
  return html`${limitsOf(panel.curves).flatMap((limit) => limitHtml(limit, axes) ?? [])}${spansOf(panel.curves, window).map((one) => spanHtml(one, window))}${panel.curves.every(({ points }) => rangeIn(points, window) === null) ? html`<p class="no-data">no data in this span</p>` : null}${axes.some(({ isCut }) => isCut) ? html`<p class="cut">values at or below 0 have no place on a logarithmic axis</p>` : null}`;
}

interface OwnLimit extends Limit {
  /** UCUM code. */
  readonly unit: string;
  /** Whose it is, where another curve has the same axis; null: it is plain. */
  readonly whose: string | null;
}

/** Two channels with the same limit have it once. */
function limitsOf(curves: readonly Curve[]): readonly OwnLimit[] {
  const all = curves.flatMap(({ limits, unit, label }) => {
    const isAlone = curves.filter((one) => one.unit === unit).length === 1;
    return limits.map((limit): OwnLimit => ({ ...limit, unit, whose: isAlone ? null : label }));
  });
  const keys = new Set<string>();
  return all.filter(({ side, severity, value, unit }) => {
    const key = `${side} ${severity} ${value} ${unit}`;
    if (keys.has(key)) return false;
    keys.add(key);
    return true;
  });
}

/** Share of the height below which a word has no room in the band. */
const THIN = 0.16;

/** The band beyond a limit, with its word; only its edge where other curves lie in it. Null: it lies outside of what is seen. */
function limitHtml(limit: OwnLimit, axes: readonly UnitAxis[]): Html | null {
  const own = axes.find(({ unit }) => unit === limit.unit);
  if (own === undefined || own.axis.ticks.length === 0) return null;
  const { axis, display } = own;
  const value = limit.value * display.factor;
  if (axis.isLog && value <= 0) return null;
  const at = Math.min(1, Math.max(0, position(axis, value)));
  const isHigh = limit.side === 'high';
  if (isHigh ? at >= 1 : at <= 0) return null;
  const [bottom, height] = isHigh ? [at, 1 - at] : [0, at];
  const look = [
    limit.severity,
    limit.side,
    height < THIN && 'thin',
    limit.whose !== null && 'edge',
  ];
  const text = `${isHigh ? 'limit' : 'at least'} ${showText(limit.value, limit.unit)}`;
  return html`<div
    class="limit ${look.filter(Boolean).join(' ')}"
    style="inset-block-end:${(bottom * 100).toFixed(2)}%;block-size:${(height * 100).toFixed(2)}%"
    title="${limit.reason}"
  >
    <span>${limit.whose === null ? text : `${limit.whose}: ${text}`}</span>
  </div>`;
}

interface BadSpan extends Span {
  readonly word: string;
  readonly channel: string;
}

function spansOf(curves: readonly Curve[], window: Span): readonly BadSpan[] {
  return curves.flatMap(({ notGood, channel }) =>
    notGood
      .filter(({ from, to }) => to >= window.from && from <= window.to)
      .map(({ from, to, quality }) => ({ from, to, word: qualityWord(quality), channel })),
  );
}

function spanHtml({ from, to, word, channel }: BadSpan, window: Span): Html {
  const start = Math.max(0, percent(from, window));
  const width = Math.max(0, Math.min(100, percent(to, window)) - start);
  return html`<div
    class="not-good"
    style="inset-inline-start:${start}%;inline-size:${width.toFixed(3)}%"
    title="${channel}: ${word}"
  >
    ${width >= WORD_WIDTH ? html`<span>${word}</span>` : null}
  </div>`;
}
