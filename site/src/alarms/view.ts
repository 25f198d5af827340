/** Everything the page of alarms shows, for one time; the hub draws it for the snapshot's time, the browser for the server's clock. */

import type { Alarms, AlarmShown } from '#site/snapshot/schema/alarms.ts';
import { countInWords, formatCount } from '#telemetry/units.ts';
import { docsHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';
import { clockOrDay } from '../text/times.ts';
import { raisedSection } from './raised.ts';
import { pastSection, type PastInput } from './past.ts';
import { readAlarmsQuery, type AlarmsQuery } from './query.ts';
import { receiversSection } from './receivers.ts';
import { shelvesSection } from './shelves.ts';

export interface AlarmsInput {
  readonly alarms: Alarms;
  /** All is judged for this time. */
  readonly at: number;
  /** The hub has published nothing since; null: it has, or that cannot be known (a page without script). */
  readonly silentSince: number | null;
  /** Whose alarms they are: commands are shown as they are typed there. */
  readonly isDemo: boolean;
  /** What is asked of those that are over; absent: the last 30 days. */
  readonly query?: AlarmsQuery;
  /** Those of the month that is asked for; absent or null: they are not here. */
  readonly ofMonth?: readonly AlarmShown[] | null;
}

/** The page's parts by the name of their place, as HTML. */
export function alarmsSections(input: AlarmsInput): Readonly<Record<string, string>> {
  return {
    head: headSection(input).text,
    raised: raisedSection(input).text,
    shelves: shelvesSection(input).text,
    receivers: receiversSection(input).text,
    past: pastSection(pastInput(input)).text,
    off: offSection(input).text,
  };
}

function pastInput({ alarms, at, query, ofMonth = null }: AlarmsInput): PastInput {
  return { alarms, at, ofMonth, query: query ?? readAlarmsQuery(new URLSearchParams()) };
}

function headSection({ alarms, at, silentSince }: AlarmsInput): Html {
  const told = alarms.raised.filter(({ explainedBy }) => explainedBy === null);
  const open = told.filter(({ state }) => state === 'raised');
  const seen = told.length - open.length;
  const others =
    seen === 0
      ? ''
      : ` ${capital(countInWords(seen))} ${seen === 1 ? 'is' : 'are'} acknowledged or on the shelf.`;
  const watched =
    alarms.watched === 0
      ? 'No alert is watched yet: the hub says which when it runs.'
      : `${formatCount(alarms.watched)} alerts are watched.`;
  return html`<h1>
      ${silentSince === null ? headline(open, alarms.watched) : silence(silentSince, at)}
    </h1>
    <p class="lede">
      ${watched}${others} <a href="${docsHref('procedures/alarms')}">How alarms work</a>
    </p>`;
}

/** What was is not what is: a hub that died says nothing of now. */
function silence(since: number, at: number): Html {
  return html`<span class="word attention"
    >What is raised is not known since ${clockOrDay(since, at)}.</span
  >`;
}

function headline(open: readonly AlarmShown[], watched: number): Html {
  if (open.length === 0)
    return html`<span>${watched === 0 ? 'Alarms' : 'No alarm waits for a person.'}</span>`;
  const isGrave = open.some(({ severity }) => severity === 'critical');
  const waits = open.length === 1 ? 'alarm waits' : 'alarms wait';
  return html`<span class="word ${isGrave ? 'alarm' : 'attention'}"
    >${capital(countInWords(open.length))} ${waits} for a person.</span
  >`;
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

function offSection({ alarms: { off, watched } }: AlarmsInput): Html {
  if (off.length === 0)
    return html`<p class="empty">
      ${watched === 0 ? 'Not known yet.' : 'Every alert has what it needs.'}
    </p>`;
  return html`<ul class="list off">
    ${off.map(
      ({ alert, why, runbook }) =>
        html`<li>
          <i class="shape none" aria-hidden="true"></i>
          <div><a href="${docsHref(runbook)}">${alert}</a> <span class="quiet">${why}</span></div>
        </li>`,
    )}
  </ul>`;
}
