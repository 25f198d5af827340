/** The alarms of the last weeks that are over. */

import type { AlarmShown } from '#site/snapshot/schema/alarms.ts';
import { docsHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';
import { timeTag } from '../text/parts.ts';
import { dayClock } from '../text/times.ts';
import { heldFor } from './words.ts';
import type { AlarmsInput } from './view.ts';

export function pastSection({ alarms: { past }, at }: AlarmsInput): Html {
  if (past.length === 0) return html`<p class="empty">None in the last 30 days.</p>`;
  return html`<div class="table-frame" role="region" aria-labelledby="h-past" tabindex="0">
    <table class="data">
      <thead>
        <tr>
          <th scope="col">Since</th>
          <th scope="col">Held for</th>
          <th scope="col">Alarm</th>
          <th scope="col">Severity</th>
          <th scope="col">What it said</th>
          <th scope="col">Seen by</th>
        </tr>
      </thead>
      <tbody>
        ${past.map((alarm) => row(alarm, at))}
      </tbody>
    </table>
  </div>`;
}

function row(alarm: AlarmShown, at: number): Html {
  const { since, title, severity, summary, runbook, acknowledged, explainedBy } = alarm;
  const seen = acknowledged === null ? '–' : acknowledged.by;
  return html`<tr>
    <th scope="row">${timeTag(since, dayClock(since, at))}</th>
    <td>${heldFor(alarm, at)}</td>
    <td><a href="${docsHref(runbook)}">${title}</a></td>
    <td>${severity}</td>
    <td class="wrap">
      ${summary}
      ${explainedBy === null ? null : html`<span class="quiet">Explained by ${explainedBy}.</span>`}
    </td>
    <td title="${acknowledged?.why ?? ''}">${seen}</td>
  </tr>`;
}
