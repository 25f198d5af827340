/** A live value as HTML inside a sentence; the same in a test and in the browser. */

import type { Alarms } from '#site/snapshot/schema/alarms.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { StateNow } from '#site/snapshot/schema/now.ts';
import { formatCount } from '#telemetry/units.ts';
import { html, type Html } from '../text/html.ts';
import { stateMark, symbols, timeTag } from '../text/parts.ts';
import { age, clockOrDay } from '../text/times.ts';
import type { LiveItem } from './item.ts';
import { itemsOf } from './items.ts';
import type { LiveWish } from './wish.ts';

/** More values than this are counted: the page Now has all. */
const MOST = 4;
/** Of an old state its time stands before it; a value that was so much older than the state has its own besides. */
const SAME_TIME_MS = 60_000;

export interface LiveState {
  /** Null: nothing was read yet. */
  readonly now: StateNow | null;
  readonly manifest: Pick<Manifest, 'generated_at' | 'stale_after_s'> | null;
  /** Null: not read, or no wish needs it. */
  readonly alarms: Alarms | null;
  /** The server's time; null: not known. */
  readonly at: number | null;
  /** Why the last question had no answer; null: it had one. */
  readonly trouble: string | null;
}

/** Returns what stands in the text; nothing before anything is known. */
export function liveHtml(wish: LiveWish, state: LiveState): Html {
  const { now, manifest, at, alarms, trouble } = state;
  if (now === null || manifest === null || at === null)
    return trouble === null ? html`` : stateMark('stale', `not known: ${trouble}`);
  const published = manifest.generated_at;
  const isOld = at - published > manifest.stale_after_s * 1_000;
  // What is judged is the last state that is known, for its own time: it is said, and not aged on.
  const judgedAt = isOld ? published : at;
  const items = itemsOf(wish, { now, manifest, at: judgedAt }, alarms);
  const shown = items.slice(0, MOST).map((item) => itemHtml(item, judgedAt, !isOld));
  const rest = items.length - shown.length;
  return html`${isOld ? html`<span title="Nothing newer is published.">${stateMark('stale', `as of ${clockOrDay(published, at)}:`)}</span> ` : null}${shown.map(
    (one, i) => html`${i === 0 ? null : html`<span class="live-gap">; </span>`}${one}`,
  )}${rest > 0 ? html`<span class="live-gap">; </span><span class="quiet">and ${formatCount(rest)} more</span>` : null}`;
}

function itemHtml(
  { name, value, state, word, t, hint }: LiveItem,
  at: number,
  isLive: boolean,
): Html {
  const parts = [
    name === null ? null : html`<span class="live-name">${name}</span>`,
    value === null ? null : html`<b class="live-value">${symbols(value)}</b>`,
    word === null && state === 'good' ? null : stateMark(state, word ?? wordOf(state)),
    t === null || (!isLive && at - t < SAME_TIME_MS)
      ? null
      : html`<span class="quiet">${timeTag(t, isLive ? age(t, at) : clockOrDay(t, at))}</span>`,
  ].filter((part) => part !== null);
  return html`<span class="live-item" ${hint === undefined ? null : html` title="${hint}"`}
    >${parts.map((part, i) => html`${i === 0 ? null : ' '}${part}`)}</span
  >`;
}

/** A state that says nothing more still has its word. */
function wordOf(state: LiveItem['state']): string {
  return state === 'attention' || state === 'alarm' ? 'needs a person' : state;
}
