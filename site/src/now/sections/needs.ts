/** What needs a person, the gravest first. */

import type { Need } from '#site/snapshot/schema/now.ts';
import { docsHref } from '../../href.ts';
import { html, type Html } from '../../text/html.ts';
import { timeTag } from '../../text/parts.ts';
import { clockOrDay } from '../../text/times.ts';
import type { NowInput } from '../view.ts';

const ORDER: readonly Need['severity'][] = ['alarm', 'attention', 'stale'];

export function needsSection({ now, at }: NowInput): Html {
  if (now.needs.length === 0) {
    return html`<p class="empty">Nothing that is watched asks for a person.</p>`;
  }
  const sorted = [...now.needs].sort(
    (a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity),
  );
  return html`<ul class="list">
    ${sorted.map((need) => row(need, at))}
  </ul>`;
}

function row({ severity, title, detail, since, procedure }: Need, at: number): Html {
  const from =
    since === null
      ? null
      : html` <span class="quiet">since ${timeTag(since, clockOrDay(since, at))}</span>`;
  const link = procedure === null ? null : html`<a href="${docsHref(procedure)}">Procedure</a>`;
  return html`<li data-state="${severity}">
    <i class="shape ${severity}" aria-hidden="true"></i>
    <div>
      <span class="sr-only">${severity}: </span><strong>${title}</strong>${from}
      <p class="quiet">${detail}</p>
    </div>
    <span class="end">${link}</span>
  </li>`;
}
