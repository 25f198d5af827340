/** Whom the hub tells of alarms, and whether they are told. */

import type { ReceiverShown } from '#site/snapshot/schema/alarms.ts';
import { formatCount } from '#telemetry/units.ts';
import { docsHref } from '../href.ts';
import type { State } from '../now/state.ts';
import { html, type Html } from '../text/html.ts';
import { span } from '../text/times.ts';
import { timeAt } from './words.ts';
import type { AlarmsInput } from './view.ts';

/** Waiting so long is more than gathering and the limit of messages explain. */
const LATE_MS = 15 * 60_000;

export function receiversSection({ alarms: { receivers }, at }: AlarmsInput): Html {
  if (receivers.length === 0)
    return html`<p class="empty">
      Nobody: the hub sends alarms to no one by itself.
      <a href="${docsHref('infrastructure/delivery')}">How to have it do so</a>
    </p>`;
  return html`<ul class="list">
    ${receivers.map(
      (receiver) =>
        html`<li>
          <i class="shape ${lookOf(receiver, at)}" aria-hidden="true"></i>
          <div>
            <strong>${receiver.name}</strong> ${receiver.kind === 'email' ? 'e-mail' : 'webhook'}
            <p class="quiet">${stateOf(receiver, at)}</p>
          </div>
          <span class="end quiet">${lastOf(receiver, at)}</span>
        </li>`,
    )}
  </ul>`;
}

function lookOf({ failingSince, oldestWaiting, deliveredAt }: ReceiverShown, at: number): State {
  if (oldestWaiting !== null && at - oldestWaiting > LATE_MS) return 'alarm';
  if (failingSince !== null) return 'attention';
  return deliveredAt === null ? 'none' : 'good';
}

function stateOf(
  { failingSince, reason, waiting, oldestWaiting }: ReceiverShown,
  at: number,
): Html {
  const fails =
    failingSince === null
      ? 'Takes what it is sent.'
      : html`Has failed since ${timeAt(failingSince, at)}: ${reason ?? 'not known'}.`;
  const waits =
    oldestWaiting === null
      ? 'Nothing waits.'
      : `${formatCount(waiting)} ${waiting === 1 ? 'change waits' : 'changes wait'}, the oldest for ${span(at - oldestWaiting)}.`;
  return html`${fails} ${waits}`;
}

function lastOf({ deliveredAt }: ReceiverShown, at: number): Html {
  return deliveredAt === null
    ? html`nothing sent yet`
    : html`last message ${timeAt(deliveredAt, at)}`;
}
