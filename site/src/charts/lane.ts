/** A lane of a timeline: spans or marks of one kind along the time axis, as HTML. */

import { html, type Html } from '../text/html.ts';
import { percent, type Span } from './time-axis.ts';

export interface Lane {
  readonly label: string;
  readonly spans: readonly LaneSpan[];
  /** What an empty lane means: `none`, `not judged`; absent: a lane that is never empty. */
  readonly empty?: string;
}

export interface LaneSpan extends Span {
  /** `c1` … `c6`, or a state. */
  readonly look: string;
  /** What it is, for the pointer and for a reader of the table. */
  readonly title: string;
}

/** So many a browser draws with every frame without effort. */
const MOST_SPANS = 300;
/** A gap of this share of the window is hardly a pixel or two on any screen. */
const GAP_SHARE = 1 / 1000;

/** The lane in a window. */
export function laneHtml({ label, spans, empty = '' }: Lane, window: Span): Html {
  const shown = spans.filter(({ from, to }) => to >= window.from && from <= window.to);
  return html`<div class="trow lane">
    <div class="tlabel">${label}</div>
    <div class="tticks"></div>
    <div class="track">
      ${spans.length === 0 ? html`<span class="nothing">${empty}</span>` : gatherSpans(shown, window).map((span) => spanHtml(span, window))}
    </div>
  </div>`;
}

function spanHtml(span: LaneSpan, window: Span): Html {
  const from = Math.max(0, percent(span.from, window));
  const to = Math.min(100, percent(span.to, window));
  const style = `inset-inline-start:${from}%;inline-size:${Math.max(0, to - from).toFixed(3)}%`;
  const look = `${span.look}${span.from === span.to ? ' mark-dot' : ''}`;
  return html`<i class="${look}" style="${style}" title="${span.title}"></i>`;
}

/**
 * Returns the spans as a window draws them: all of them where there are few, else neighbours of one
 * look with hardly a gap between them as one, named after its ends. A window that is zoomed into
 * has each of them again.
 */
export function gatherSpans(spans: readonly LaneSpan[], window: Span): readonly LaneSpan[] {
  if (spans.length <= MOST_SPANS) return spans;
  const gap = (window.to - window.from) * GAP_SHARE;
  const gathered: LaneSpan[][] = [];
  const ends = new Map<string, { readonly group: LaneSpan[]; readonly to: number }>();
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const known = ends.get(span.look);
    const isNear = known !== undefined && span.from - known.to <= gap;
    const group = isNear ? known.group : [];
    if (!isNear) gathered.push(group);
    group.push(span);
    ends.set(span.look, { group, to: Math.max(span.to, isNear ? known.to : span.to) });
  }
  return gathered.flatMap(asOne);
}

function asOne(group: readonly LaneSpan[]): readonly LaneSpan[] {
  const [first, last] = [group[0], group.at(-1)];
  if (first === undefined || last === undefined || group.length === 1) return group;
  const to = group.reduce((latest, span) => Math.max(latest, span.to), first.to);
  return [{ ...first, to, title: `${group.length}: ${first.title} to ${last.title}` }];
}
