/** The sentence, and the line below it. */

import { href } from '../../href.ts';
import { onShiftWords } from '../../overview/on-shift.ts';
import { clock, day } from '../../text/times.ts';
import { html, type Html } from '../../text/html.ts';
import { timeTag } from '../../text/parts.ts';
import { lede, sentence, type Phrase } from '../sentence.ts';
import type { NowInput } from '../view.ts';

export function headSection({ now, at, manifest, isUnanswered = false }: NowInput): Html {
  const news =
    manifest === null
      ? undefined
      : {
          publishedAt: manifest.generated_at,
          staleAfterMs: manifest.stale_after_s * 1000,
          isUnanswered,
        };
  const phrases = sentenceHtml(sentence(now, at, news));
  return html`<p class="as-of">
      as of ${timeTag(now.asOf, `${day(now.asOf)}, ${clock(now.asOf)} UTC`)}
    </p>
    <h1>${phrases}</h1>
    <p class="lede">${lede(now, at)} ${onShiftLine(now, at)}</p>`;
}

/** Who is on shift; what nobody set is not guessed. */
function onShiftLine({ shifts }: NowInput['now'], at: number): Html {
  const on = onShiftWords(shifts, at);
  return html`<a class="shift" href="${href('shifts/')}"
      >${on === null ? 'Nobody is known to be on shift' : html`On shift: <bdi>${on}</bdi>`}</a
    >. <a class="wall-link" href="${href('')}?wall">Wall display</a>`;
}

/** The sentence as it stands in the headline; what needs somebody leads to what it is. */
export function sentenceHtml(phrases: readonly Phrase[]): Html {
  return html`${phrases.map(({ text, tone }) =>
    tone === 'attention' || tone === 'alarm'
      ? html`<a class="${tone}" href="#needs">${text}</a> `
      : html`<span class="${tone}">${text}</span> `,
  )}`;
}
