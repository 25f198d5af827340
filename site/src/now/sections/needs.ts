/** What needs a person, the gravest first. */

import type { Need } from '#site/snapshot/schema/now.ts';
import { docsHref, href } from '../../href.ts';
import { html, type Html } from '../../text/html.ts';
import { timeTag } from '../../text/parts.ts';
import { clockOrDay } from '../../text/times.ts';
import type { NowInput } from '../view.ts';

const ORDER: readonly Need['severity'][] = ['alarm', 'attention', 'stale'];

export function needsSection({ now, at }: NowInput): Html {
  const others = othersLine(now);
  if (now.needs.length === 0) {
    return html`<p class="empty">Nothing that is watched asks for a person.</p>
      ${others}`;
  }
  const sorted = [...now.needs].sort(
    (a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity),
  );
  return html`<ul class="list">
      ${sorted.map((need) => row(need, at))}
    </ul>
    ${others}`;
}

/** What is raised and asks nobody: information, seen, on the shelf, explained by another. */
function othersLine({ alarms, needs }: NowInput['now']): Html {
  const { raised, acknowledged, shelved, explained } = alarms;
  const counts = [
    [raised - needs.length, 'for information'],
    [acknowledged, 'acknowledged'],
    [shelved, 'on the shelf'],
    [explained, 'explained by another'],
  ] as const;
  const said = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return html`<p class="quiet others">
    ${said.length === 0 ? null : `${said.join(', ')}. `}<a href="${href('alarms/')}">All alarms</a>
  </p>`;
}

function row({ severity, title, detail, since, procedure }: Need, at: number): Html {
  const from =
    since === null
      ? null
      : html` <span class="quiet">since ${timeTag(since, clockOrDay(since, at))}</span>`;
  const link = procedure === null ? null : html`<a href="${docsHref(procedure)}">What to do</a>`;
  return html`<li data-state="${severity}">
    <i class="shape ${severity}" aria-hidden="true"></i>
    <div>
      <span class="sr-only">${severity}: </span><strong>${title}</strong>${from}
      <p class="quiet">${detail}</p>
    </div>
    <span class="end">${link}</span>
  </li>`;
}
