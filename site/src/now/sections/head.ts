/** The sentence, and the line below it. */

import { clock, day } from '../../text/times.ts';
import { html, type Html } from '../../text/html.ts';
import { timeTag } from '../../text/parts.ts';
import { lede, sentence } from '../sentence.ts';
import type { NowInput } from '../view.ts';

export function headSection({ now, at, manifest }: NowInput): Html {
  const news =
    manifest === null
      ? undefined
      : { publishedAt: manifest.generated_at, staleAfterMs: manifest.stale_after_s * 1000 };
  const phrases = sentence(now, at, news).map(({ text, tone }) =>
    tone === 'attention' || tone === 'alarm'
      ? html`<a class="${tone}" href="#needs">${text}</a> `
      : html`<span class="${tone}">${text}</span> `,
  );
  return html`<p class="as-of">
      as of ${timeTag(now.asOf, `${day(now.asOf)}, ${clock(now.asOf)} UTC`)}
    </p>
    <h1>${phrases}</h1>
    <p class="lede">${lede(now, at)}</p>`;
}
