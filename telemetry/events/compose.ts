/** Makes one message of what waits for a receiver: an alarm once, however often it changed; many alarms as a digest. Pure. */

import { SEVERITIES } from '../alerts/definition.ts';
import { typeOf, type AlarmData, type AlarmEvent, type FlashEvent } from './alarm-event.ts';
import { idOf } from './make-event.ts';

/** A change that a receiver was not told of yet; times are UTC ms. */
export interface Waiting {
  /** Of the notice in the catalogue. */
  readonly id: number;
  readonly at: number;
  /** It was refused, and is not tried again before. */
  readonly notBefore: number;
  readonly event: AlarmEvent;
}

/** All that waits about one alarm, as its last event with every change in it. */
export interface Entry {
  readonly event: AlarmEvent;
  readonly notices: readonly number[];
  readonly at: number;
  /** A change that was not refused yet is tried at once, with those that were. */
  readonly notBefore: number;
}

export interface Message {
  readonly event: FlashEvent;
  readonly entries: readonly Entry[];
}

/** Changes that one entry names, the newest. */
const CHANGES_TOLD = 50;
/** Alarms in one digest; the others come with the next. */
const IN_DIGEST = 200;

/** Returns what waits by alarm, in the order in which it began to wait. */
export function entriesOf(waiting: readonly Waiting[]): readonly Entry[] {
  return [...Map.groupBy(waiting, ({ event }) => event.subject).values()].map((list) => {
    const last = list.at(-1) as Waiting;
    const changes = list.flatMap(({ event }) => event.data.changes).slice(-CHANGES_TOLD);
    return {
      event: { ...last.event, data: { ...last.event.data, changes } },
      notices: list.map(({ id }) => id),
      at: Math.min(...list.map(({ at }) => at)),
      notBefore: Math.min(...list.map(({ notBefore }) => notBefore)),
    };
  });
}

/** Returns the message to send first: one alarm's, or where there are more than `alone` a digest. */
export function compose(entries: readonly Entry[], alone: number): Message | null {
  const [first] = entries;
  if (first === undefined) return null;
  if (entries.length <= Math.max(1, alone)) return { event: first.event, entries: [first] };
  const chosen = entries.toSorted((a, b) => urgency(b) - urgency(a)).slice(0, IN_DIGEST);
  return { event: digestOf(first.event, chosen), entries: chosen };
}

/** Raised ones before those that are over, the gravest first. */
function urgency({ event: { data } }: Entry): number {
  return (isRaised(data) ? SEVERITIES.length : 0) + SEVERITIES.indexOf(data.severity);
}

export function isRaised({ clearedAt }: AlarmData): boolean {
  return clearedAt === null;
}

/** The same entries give the same digest, so that it can be told from one that came before. */
function digestOf(like: AlarmEvent, entries: readonly Entry[]): FlashEvent {
  const { subject: _subject, ...envelope } = like;
  const alarms = entries.map(({ event }) => event.data);
  const times = entries.map(({ event }) => event.time).toSorted();
  const raised = alarms.filter(isRaised).length;
  return {
    ...envelope,
    id: idOf(['digest', ...entries.map(({ event }) => event.id).toSorted()]),
    type: typeOf('digest'),
    time: times.at(-1) ?? like.time,
    data: { raised, cleared: alarms.length - raised, alarms },
  };
}
