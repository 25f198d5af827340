/** A chart inside a text: what its author asks for, what stands there before script, and what it shows then. */

import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import { html, type Html } from '../text/html.ts';
import { href } from '../href.ts';
import { statusText } from './controls.ts';
import { loadCharts, type ChartSource } from './load.ts';
import { askedCharts } from './page.ts';
import { picturePath } from './picture-path.ts';
import { readSpanWish } from './span.ts';
import { viewOf, type ChartView } from './view.ts';
import type { Shown } from './controls.ts';

export interface EmbedProps {
  /** Names as the address of charts has them: `qfridge/ch5-t,qfridge/ch6-t;magnet/field`. */
  readonly channels: string;
  /** `6h`, `7d`, or `2026-11-20..2026-11-21`. Default: the last 6 hours. */
  readonly span?: string | undefined;
  /** `-7d`, or the time at which a second span begins. */
  readonly compare?: string | undefined;
  /** Every axis logarithmic. */
  readonly log?: boolean | undefined;
}

export interface Embed {
  /** The end of the address that shows the same. */
  readonly search: string;
  /** As a person says it. */
  readonly channels: string;
  readonly span: string;
  /** Panels to leave room for. */
  readonly rows: number;
}

/** Returns what an author asks for. @throws {RangeError} where the span is none, so that the page is not built */
export function embedOf({ channels, span = '6h', compare, log }: EmbedProps): Embed {
  if (readSpanWish(span, Date.now()) === null)
    throw new RangeError(`<Chart span="${span}">: write 6h, 7d or 2026-11-20..2026-11-21`);
  if (channels.trim() === '') throw new RangeError('<Chart channels="">: name a channel');
  const parameters = new URLSearchParams({ channels, span });
  if (compare !== undefined) parameters.set('compare', compare);
  if (log === true) parameters.set('log', 'all');
  const rows = channels.split(';').length;
  return { search: `?${parameters.toString()}`, channels, span, rows };
}

export interface EmbedDrawn extends Shown {
  readonly view: ChartView;
}

export interface EmbedSource extends ChartSource {
  readonly now: {
    readonly campaign: { readonly slug: string } | null;
    readonly channels: readonly ChannelNow[];
  };
  readonly tail: Tail | null;
  readonly manifest: { readonly generated_at: number };
}

/** Reads what it shows. @throws {Error} where the snapshot cannot be read */
export async function embedData(
  { search }: Embed,
  source: EmbedSource,
  mostBuckets: number,
): Promise<EmbedDrawn> {
  const at = source.manifest.generated_at;
  const asked = askedCharts(new URLSearchParams(search), source.now.channels, at);
  const data = await loadCharts(source, asked.query, { window: asked.window, mostBuckets });
  return { ...asked, at, view: viewOf(asked.query, data, source.tail) };
}

/** Returns what stands in the text before script draws, and where none runs: a picture as of the last publication. */
export function embedHtml(embed: Embed): Html {
  const { channels, span, search } = embed;
  return html`<p class="xembed-none">${channels}, ${span}. ${linkTo(embed)}</p>
    <noscript>
      <div class="xpicture" tabindex="0" role="region" aria-label="Picture of ${channels}, ${span}">
        <img
          src="${href(picturePath(search.slice(1)))}"
          alt="${channels}, ${span}: its numbers are in Charts, as a table"
          loading="lazy"
        />
      </div>
    </noscript>`;
}

/** What is seen, what was asked in vain, and the way to all of it. */
export function embedStatus(embed: Embed, drawn: EmbedDrawn): Html {
  const { unknown } = drawn.query;
  const without =
    unknown.length === 0
      ? null
      : html`<strong
          >Not in the snapshot:
          ${unknown.map((one) => one.replace(/^channels=/, '')).join(', ')}.</strong
        > `;
  return html`${without}${statusText(drawn, null)} ${linkTo(embed)}`;
}

function linkTo({ search }: Embed): Html {
  return html`<a href="${href(`charts/${search}`)}">Open in Charts</a>`;
}
