/** The six questions as tiles. */

import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { Now } from '#site/snapshot/schema/now.ts';
import { sparkShape } from '../../charts/spark.ts';
import { docsHref } from '../../href.ts';
import { html, type Html } from '../../text/html.ts';
import { stateMark, symbols, timeTag } from '../../text/parts.ts';
import { clockMinuteOrDay, clockOrDay } from '../../text/times.ts';
import { silentSince } from '../flow.ts';
import { when, type Tile, type TileSpark } from '../tile.ts';
import { TILES } from '../tiles/index.ts';
import type { NowInput } from '../view.ts';

export function tilesSection({ now, at, isLive, manifest }: NowInput): Html {
  const since = newsSince(now, at, manifest);
  const tiles = TILES.map((tile) =>
    tileHtml(withoutNews(tile({ now, at }), since, at), at, isLive),
  );
  return html`${tiles}`;
}

/** Since when nothing at all is heard, from the snapshot or from every agent; null: there is news. */
function newsSince(now: Now, at: number, manifest: Manifest | null): number | null {
  if (manifest !== null && at - manifest.generated_at > manifest.stale_after_s * 1000) {
    return manifest.generated_at;
  }
  return silentSince(now, at);
}

/** Without news no tile says how it is now: what was measured once keeps its number, what changes by the second does not. */
function withoutNews(tile: Tile, since: number | null, at: number): Tile {
  if (since === null || tile.answer === 'Not watched') return tile;
  const value = tile.key === 'resonance' ? tile.value : null;
  return {
    ...tile,
    state: 'stale',
    value,
    answer: `Not known: no news since ${clockOrDay(since, at)}`,
  };
}

function tileHtml(tile: Tile, at: number, isLive: boolean): Html {
  const age = tile.t === null ? null : timeTag(tile.t, when(tile.t, at, isLive));
  return html`<section class="tile" data-state="${tile.state}" aria-labelledby="q-${tile.key}">
    <div class="tile-head">
      <h2 id="q-${tile.key}">${tile.question}</h2>
      <span class="age">${age}</span>
    </div>
    ${figure(tile)}
    <p class="answer">${stateMark(tile.state, tile.answer)}</p>
    ${detail(tile)} ${foot(tile, at)}
  </section>`;
}

/** The lines and the last hours; where there are none to draw, each line stands on its own. */
function detail({ lines, spark }: Tile): Html {
  if (spark !== null)
    return html`<p class="sub">${symbols(lines.join('; '))}</p>
      ${sparkHtml(spark)}`;
  return html`<p class="sub tall">${lines.map((line) => html`${symbols(line)}<br />`)}</p>`;
}

function figure({ value, state }: Tile): Html {
  if (value !== null) {
    return html`<p class="figure">${value.text} <small>${symbols(value.unit)}</small></p>`;
  }
  return html`<p class="figure none">${state === 'stale' ? 'stale' : 'no value'}</p>`;
}

function sparkHtml({ spark, limit, fromZero, colour }: TileSpark): Html {
  const { path, limitY, width, height } = sparkShape(spark, { limit, fromZero });
  const line =
    limitY === null
      ? null
      : html`<line class="limit" x1="0" x2="${width}" y1="${limitY}" y2="${limitY}" />`;
  return html`<svg
    class="spark"
    viewBox="0 0 ${width} ${height}"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${line}
    <path class="${colour}" d="${path}" />
  </svg>`;
}

function foot({ spark, limit, action }: Tile, at: number): Html {
  const from = spark === null ? null : clockMinuteOrDay(spark.spark.start, at);
  const to =
    spark === null
      ? null
      : clockMinuteOrDay(spark.spark.start + spark.spark.stepMs * spark.spark.min.length, at);
  const link = action === null ? null : html`<a href="${docsHref(action)}">What to do</a>`;
  return html`<div class="tile-foot">
    <span>${from}</span><span>${limit}</span><span>${link ?? to}</span>
  </div>`;
}
