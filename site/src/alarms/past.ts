/** The alarms that are over: of the last weeks, or of a month that was asked for. */

import { PAST_ALARMS_MS, type Alarms, type AlarmShown } from '#site/snapshot/schema/alarms.ts';
import { formatCount } from '#telemetry/units.ts';
import { docsHref, href } from '../href.ts';
import { html, type Html } from '../text/html.ts';
import { timeTag } from '../text/parts.ts';
import { dayClock } from '../text/times.ts';
import { alarmsSearch, selectAlarms, type AlarmsQuery } from './query.ts';
import { heldFor } from './words.ts';

export interface PastInput {
  readonly alarms: Alarms;
  readonly query: AlarmsQuery;
  /** Those of the month that was asked for; null: none was, or the snapshot has none of it. */
  readonly ofMonth: readonly AlarmShown[] | null;
  /** All is judged for this time. */
  readonly at: number;
}

const NOTHING_ASKED: AlarmsQuery = { month: null, alert: null, severity: null, unknown: [] };

/** Heading, table and the way to other months. */
export function pastSection({ alarms, query, ofMonth, at }: PastInput): Html {
  const all = query.month === null ? alarms.past : (ofMonth ?? []);
  const chosen = selectAlarms(all, query);
  return html`<h2 id="h-past">
      ${query.month === null ? 'The last 30 days' : monthName(query.month)}
    </h2>
    ${unknownHtml(query)}
    <p class="hint past-count">
      ${countText(query, chosen.length, all.length, alarms)}${beginning(query, alarms, at)}
    </p>
    ${chosen.length === 0 ? null : tableHtml(chosen, at)} ${neighbours(alarms, query)}`;
}

function unknownHtml({ unknown }: AlarmsQuery): Html | null {
  return unknown.length === 0
    ? null
    : html`<p class="hint" role="status">Not understood in the address: ${unknown.join(', ')}.</p>`;
}

function countText(query: AlarmsQuery, chosen: number, all: number, { months }: Alarms): Html {
  const isAsked = query.alert !== null || query.severity !== null;
  const asked = [query.severity, query.alert].filter((one) => one !== null).join(' ');
  const month = months.find((one) => one.month === query.month);
  const when = query.month === null ? 'in the last 30 days' : 'in this month';
  const cut =
    month?.isCut === true ? ` Only the newest ${formatCount(month.count)} are kept here.` : '';
  if (all === 0) return html`None ${when}.`;
  if (!isAsked) return html`${formatCount(all)} ${all === 1 ? 'alarm' : 'alarms'} ${when}.${cut}`;
  const every = html`<a
    href="${href('alarms/')}${alarmsSearch({ ...NOTHING_ASKED, month: query.month })}#past"
    >Show all</a
  >`;
  return html`${formatCount(chosen)} of ${formatCount(all)} ${when}: ${asked}.${cut} ${every}`;
}

/** That nothing is known of a part of the span: none and not watched are not the same. */
function beginning({ month }: AlarmsQuery, { watchedSince }: Alarms, at: number): Html | null {
  if (watchedSince === null) return null;
  const from = month === null ? at - PAST_ALARMS_MS : Date.parse(`${month}-01T00:00:00Z`);
  if (watchedSince <= from) return null;
  return html` Nobody watched before ${timeTag(watchedSince, dayClock(watchedSince, at))}.`;
}

/** `November 2026`. */
export function monthName(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const names =
    'January February March April May June July August September October November December';
  return `${names.split(' ')[number - 1] ?? ''} ${year}`;
}

/** The month before and the one after that have alarms, with what else is asked. */
function neighbours({ months }: Alarms, query: AlarmsQuery): Html | null {
  if (months.length === 0) return null;
  const { month } = query;
  const older = months.find((one) => month === null || one.month < month);
  const newer = month === null ? undefined : months.findLast((one) => one.month > month);
  const link = (to: string | null, text: string): Html =>
    html`<a href="${href('alarms/')}${alarmsSearch({ ...query, month: to })}#past">${text}</a>`;
  return html`<nav class="taken" aria-label="Months of alarms">
    ${older === undefined ? null : link(older.month, `${month === null ? 'By month: ' : 'Earlier: '}${monthName(older.month)}`)}
    ${newer === undefined ? null : link(newer.month, `Later: ${monthName(newer.month)}`)}
    ${month === null ? null : link(null, 'The last 30 days')}
  </nav>`;
}

function tableHtml(alarms: readonly AlarmShown[], at: number): Html {
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
        ${alarms.map((alarm) => row(alarm, at))}
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
