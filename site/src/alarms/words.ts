/** How alarms look and what they are called, in one place. */

import type { AlarmShown } from '#site/snapshot/schema/alarms.ts';
import { FLAPS_FROM } from '#telemetry/alarms/alarm.ts';
import type { State } from '../now/state.ts';
import { html, type Html } from '../text/html.ts';
import { timeTag } from '../text/parts.ts';
import { clockOrDay, span } from '../text/times.ts';

/** The shape and colour of an alarm; one that somebody has seen, or whose condition is over, no longer cries. */
export function lookOf({ severity, state, overAt }: AlarmShown): State {
  if (state === 'acknowledged' || state === 'shelved') return 'unchecked';
  if (overAt !== null) return 'stale';
  if (severity === 'critical') return 'alarm';
  return severity === 'warning' ? 'attention' : 'none';
}

/** `raised`, `over, waits to be acknowledged`, `acknowledged`. */
export function stateWord({ state, overAt, times }: AlarmShown): string {
  if (state === 'raised' && overAt !== null)
    return times >= FLAPS_FROM ? 'comes and goes' : 'over, waits to be acknowledged';
  return state === 'shelved' ? 'on the shelf' : state;
}

/** A time of the day, or with its day where that is another one. */
export function timeAt(t: number, at: number): Html {
  return timeTag(t, clockOrDay(t, at));
}

/** How long the condition held: until it was over, or so far. */
export function heldFor({ since, overAt, clearedAt }: AlarmShown, at: number): string {
  return span((overAt ?? clearedAt ?? at) - since);
}

/** One term with its value in a list of facts; nothing where there is no value. */
export function fact(term: string, value: Html | string | null): Html | null {
  return value === null
    ? null
    : html`<div>
        <dt>${term}</dt>
        <dd>${value}</dd>
      </div>`;
}
