/** What stands over a curve: limits as dashed lines with their value, and spans that are not good with their word. */

import type { Limit } from '#site/snapshot/schema/now.ts';
import { showText } from '#telemetry/units.ts';
import { QUALITY_WORDS } from '../now/state.ts';
import { html, type Html } from '../text/html.ts';
import { position } from './axis.ts';
import type { Panel } from './panel.ts';
import { percent, type Span } from './time-axis.ts';

/** Shares of a chart's height and percent of its width that a word needs. */
const WORD_HEIGHT = 0.16;
const WORD_WIDTH = 10;

/** Returns limits and spans of a window. */
export function overlayHtml(panel: Panel, window: Span): Html {
  return html`<div class="overlay" data-part="overlay">
    ${limitLines(panel)}${bands(panel, window)}
  </div>`;
}

/** Limits close together have their words side by side. */
function limitLines({ axis, display, limits, unit }: Panel): readonly Html[] {
  const seen = limits
    .map((limit) => ({ limit, at: position(axis, limit.value * display.factor) }))
    .filter(({ at }) => at >= 0 && at <= 1)
    .toSorted((a, b) => b.at - a.at);
  let column = 0;
  return seen.map(({ limit, at }, i) => {
    const above = seen[i - 1]?.at;
    column = above !== undefined && above - at < WORD_HEIGHT * 2 ? column + 1 : 0;
    return html`<div
      class="limit-line${at > 1 - WORD_HEIGHT ? ' low' : ''}"
      style="inset-block-end:${(at * 100).toFixed(2)}%"
      title="${limit.reason}"
    >
      <span style="--column:${column}">${limitText(limit, unit)}</span>
    </div>`;
  });
}

function limitText({ side, value }: Limit, unit: string): string {
  return `${side === 'high' ? 'limit' : 'at least'} ${unit === '1' ? plain(value) : showText(value, unit)}`;
}

/** A limit without a unit has the digits that somebody gave it. */
function plain(value: number): string {
  return Number.isInteger(value) ? showText(value, '1') : String(value).replace('-', '\u2212');
}

/** A word that would stand on the one before is left to the pointer; near the right edge it stands to the left. */
function bands({ series }: Panel, window: Span): readonly Html[] {
  let worded = -Infinity;
  return series.notGood
    .filter(({ from, to }) => to >= window.from && from <= window.to)
    .map(({ from, to, quality }) => {
      const start = Math.max(0, percent(from, window));
      const end = Math.min(100, percent(to, window));
      const word = qualityWord(quality);
      const isWorded = start - worded >= WORD_WIDTH;
      if (isWorded) worded = start;
      return html`<div
        class="not-good${start > 100 - WORD_WIDTH ? ' late' : ''}"
        style="inset-inline-start:${start}%;inline-size:${(end - start).toFixed(3)}%"
        title="${word}"
      >
        ${isWorded ? html`<span>${word}</span>` : null}
      </div>`;
    });
}

/** `over range` for `over`; a word that is not ours stays as it is. */
export function qualityWord(quality: string): string {
  return (QUALITY_WORDS as Readonly<Record<string, string>>)[quality] ?? quality;
}
