/** The last entries of the log. */

import type { LogHead } from '#site/snapshot/schema/now.ts';
import { runHref } from '../../href.ts';
import { entryHref, tagHref } from '../../log/address.ts';
import { html, type Html } from '../../text/html.ts';
import { symbols, timeTag } from '../../text/parts.ts';
import { clockMinuteOrDay } from '../../text/times.ts';
import type { NowInput } from '../view.ts';

export function logSection({ now, at }: NowInput): Html {
  if (now.log.length === 0) return html`<p class="empty">The log has no entry yet.</p>`;
  return logList(now.log, at);
}

/** Entries as a list, in the order given; times of another day carry their date. */
export function logList(entries: readonly LogHead[], at: number): Html {
  return html`<ul class="list log">
    ${entries.map((entry) => row(entry, at))}
  </ul>`;
}

function row({ id, at: t, title, tags, run, author, authorKind }: LogHead, at: number): Html {
  const link =
    run === null
      ? null
      : html` <a class="chip" href="${runHref(run.campaign, run.number)}">run ${run.number}</a>`;
  return html`<li class="${authorKind}">
    <span class="quiet mono">${timeTag(t, clockMinuteOrDay(t, at))}</span>
    <div>
      ${authorKind === 'human' ? html`<a href="${entryHref(id)}"><bdi>${title}</bdi></a>` : symbols(title)}
      ${tags.map((tag) => html`<a class="chip" href="${tagHref(tag)}">${tag}</a> `)}${link}
    </div>
    <span class="end quiet">${author}</span>
  </li>`;
}
