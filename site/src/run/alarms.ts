/** The alarms of a run's time, with what to do about each. */

import type { RunAlarm } from '#site/snapshot/run-surroundings.ts';
import { docsHref } from '../href.ts';
import type { State } from '../now/state.ts';
import { html, type Html } from '../text/html.ts';
import { stateMark, symbols } from '../text/parts.ts';
import { clockOrDay, span } from '../text/times.ts';

const LOOK: Readonly<Record<RunAlarm['severity'], State>> = {
  critical: 'alarm',
  warning: 'attention',
  info: 'none',
};

/** Returns the table; `start` is the run's own, UTC ms. */
export function alarmsSection(alarms: readonly RunAlarm[], start: number): Html {
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="Alarms">
    <table class="data">
      <thead>
        <tr>
          <th scope="col">Alarm</th>
          <th scope="col" class="n">Raised, UTC</th>
          <th scope="col" class="n">Lasted</th>
          <th scope="col">What it said</th>
        </tr>
      </thead>
      <tbody>
        ${alarms.map((alarm) => row(alarm, start))}
      </tbody>
    </table>
  </div>`;
}

function row(alarm: RunAlarm, start: number): Html {
  const { title, about, severity, raisedAt, clearedAt, summary, runbook } = alarm;
  return html`<tr>
    <th scope="row">
      <i class="shape ${LOOK[severity]}" aria-hidden="true"></i>
      <a href="${docsHref(runbook)}">${symbols(title)}</a> <bdi>${about}</bdi>
    </th>
    <td class="n">${clockOrDay(raisedAt, start)}</td>
    <td class="n">
      ${clearedAt === null ? stateMark('attention', 'still raised') : span(clearedAt - raisedAt)}
    </td>
    <td class="wrap"><bdi>${summary}</bdi></td>
  </tr>`;
}
