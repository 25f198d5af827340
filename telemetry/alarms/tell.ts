/**
 * What of all that becomes of alarms is told to people: an alarm that is raised, not explained by another and not on a
 * shelf, and what becomes of it from then on. It follows the alarms there are, so that what was missed is made up for.
 */

import type { News } from '../events/make-event.ts';
import { alarmKey, FLAPS_FROM, shelfOf, stateOf, type Alarm, type Shelf } from './alarm.ts';
import type { AlarmChange } from './machine.ts';

interface Told {
  readonly raisedAt: number;
  isShelved: boolean;
}

/** What was told before, in its order. */
export interface ToldBefore extends Pick<Alarm, 'alert' | 'subject'> {
  readonly raisedAt: number;
  readonly what: News['what'];
}

export interface Teller {
  /**
   * Returns what there is to tell, each once: of what became of alarms since the last time, then of those there are.
   *
   * @param now UTC ms
   */
  take(
    changes: readonly AlarmChange[],
    alarms: readonly Alarm[],
    shelves: readonly Shelf[],
    now: number,
  ): readonly News[];
}

type RaisedAlarm = News['alarm'];

export function createTeller(before: readonly ToldBefore[]): Teller {
  const told = new Map<string, Told>();
  for (const one of before) remember(told, one);
  const say = (
    what: News['what'],
    at: number,
    alarm: RaisedAlarm,
    shelf: Shelf | null = null,
  ): News => {
    remember(told, { ...alarm, what });
    return { what, at, alarm, shelf };
  };
  return {
    take(changes, alarms, shelves, now) {
      const news: News[] = [];
      for (const { what, alarm } of changes) {
        if (!isRaised(alarm)) continue;
        const known = told.get(alarmKey(alarm));
        if (what === 'raised' && known === undefined && isToBeTold(alarm, shelves, now))
          news.push(say('raised', alarm.raisedAt, alarm));
        if (known?.raisedAt !== alarm.raisedAt) continue;
        const change = changeOf(what, alarm);
        if (change !== null) news.push(say(change.what, change.at, alarm));
      }
      for (const alarm of alarms) {
        if (!isRaised(alarm)) continue;
        const shelf = shelfOf(alarm, shelves, now);
        const known = told.get(alarmKey(alarm));
        if (known === undefined) {
          if (isToBeTold(alarm, shelves, now)) news.push(say('raised', now, alarm));
        } else if (known.isShelved !== (shelf !== null))
          news.push(say(shelf === null ? 'unshelved' : 'shelved', now, alarm, shelf));
      }
      return news;
    },
  };
}

function remember(told: Map<string, Told>, { what, raisedAt, ...alarm }: ToldBefore): void {
  const key = alarmKey(alarm);
  if (what === 'cleared') {
    told.delete(key);
    return;
  }
  const isShelved =
    what === 'shelved' || (what !== 'unshelved' && told.get(key)?.isShelved === true);
  told.set(key, { raisedAt, isShelved });
}

function isRaised(alarm: Alarm): alarm is RaisedAlarm {
  return alarm.raisedAt !== null;
}

function isToBeTold(alarm: Alarm, shelves: readonly Shelf[], now: number): boolean {
  const { explainedBy, clearedAt } = alarm;
  return explainedBy === null && clearedAt === null && stateOf(alarm, shelves, now) === 'raised';
}

/** What a change of a told alarm is to people; what flaps is told of once. */
function changeOf(
  what: AlarmChange['what'],
  { clearedAt, acknowledged, overAt, times }: Alarm,
): { readonly what: News['what']; readonly at: number } | null {
  if (what === 'cleared' && clearedAt !== null) return { what, at: clearedAt };
  if (what === 'acknowledged' && acknowledged !== null) return { what, at: acknowledged.at };
  return what === 'over' && overAt !== null && times < FLAPS_FROM ? { what, at: overAt } : null;
}
