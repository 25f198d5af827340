/** The alarms that are raised, each with its value, its limit, since when, and what to do; what it explains stands below it. */

import type { AlarmShown } from '#site/snapshot/schema/alarms.ts';
import { countInWords } from '#telemetry/units.ts';
import { docsHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';
import { fact, heldFor, lookOf, stateWord, timeAt } from './words.ts';
import type { AlarmsInput } from './view.ts';

export function raisedSection({ alarms: { raised, watched }, at, isDemo }: AlarmsInput): Html {
  if (raised.length === 0)
    return html`<p class="empty">
      ${watched === 0 ? 'Nothing is watched yet.' : 'Nothing that is watched is out of order.'}
    </p>`;
  const explained = Map.groupBy(raised, ({ explainedBy }) => explainedBy);
  const keys = new Set(raised.map(keyOf));
  // Whose parent is gone, or is explained itself, stands on its own.
  const told = raised.filter(({ explainedBy }) => explainedBy === null || !keys.has(explainedBy));
  return html`<ol class="alarms">
    ${told.map((alarm) => card(alarm, childrenOf(alarm, explained), { at, isDemo }))}
  </ol>`;
}

function keyOf({ alert, about }: AlarmShown): string {
  return about === '' ? alert : `${alert} ${about}`;
}

/** What an alarm explains, and what that explains. */
function childrenOf(
  alarm: AlarmShown,
  explained: ReadonlyMap<string | null, readonly AlarmShown[]>,
): readonly AlarmShown[] {
  const own = explained.get(keyOf(alarm)) ?? [];
  return own.flatMap((child) => [child, ...childrenOf(child, explained)]);
}

type Shown = Pick<AlarmsInput, 'at' | 'isDemo'>;

function card(alarm: AlarmShown, children: readonly AlarmShown[], shown: Shown): Html {
  const { at } = shown;
  const { title, about, severity, summary, value, limit, runbook, owner } = alarm;
  return html`<li data-state="${lookOf(alarm)}">
    <i class="shape ${lookOf(alarm)}" aria-hidden="true"></i>
    <div class="alarm-body">
      <h3>${title} ${about === '' ? null : html`<span class="about">${about}</span>`}</h3>
      <p>${summary}</p>
      <dl class="alarm-facts">
        ${fact('Severity', severity)} ${fact('State', stateWord(alarm))} ${fact('Value', value)}
        ${fact('Limit', limit)} ${fact('Since', timeAt(alarm.since, at))}
        ${fact(alarm.overAt === null ? 'For' : 'Held for', heldFor(alarm, at))}
        ${alarm.times > 1 ? fact('Came', `${alarm.times} times`) : null} ${fact('Calls', owner)}
      </dl>
      ${acts(alarm, shown)} ${explains(children)}
    </div>
    <p class="end"><a class="button" href="${docsHref(runbook)}">What to do</a></p>
  </li>`;
}

/** Who did what about it; or how to say that it was seen. */
function acts(
  { acknowledged, shelf, alert, about, state }: AlarmShown,
  { at, isDemo }: Shown,
): Html {
  const seen =
    acknowledged === null
      ? null
      : html`<p class="act">
          Acknowledged by ${acknowledged.by} at ${timeAt(acknowledged.at, at)}:
          “${acknowledged.why}”
        </p>`;
  const shelved =
    shelf === null
      ? null
      : html`<p class="act">
          On the shelf until ${timeAt(shelf.until, at)}, by ${shelf.by}: “${shelf.why}”
        </p>`;
  const words = [alert, about, '--why "…"', isDemo ? '--demo' : ''].filter((word) => word !== '');
  const command =
    state !== 'raised'
      ? null
      : html`<p class="act command">
          <span class="quiet">Seen it?</span>
          <code>npx flash alarm ack ${words.join(' ')}</code>
        </p>`;
  return html`${seen} ${shelved} ${command}`;
}

function explains(children: readonly AlarmShown[]): Html | null {
  if (children.length === 0) return null;
  const count = countInWords(children.length);
  return html`<details>
    <summary>It explains ${count} other ${children.length === 1 ? 'alarm' : 'alarms'}</summary>
    <ul class="explained">
      ${children.map(({ summary, title, runbook }) => html`<li class="quiet"><a href="${docsHref(runbook)}">${title}</a> ${summary}</li>`)}
    </ul>
  </details>`;
}
