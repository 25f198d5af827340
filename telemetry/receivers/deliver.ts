/** One receiver is told: what waits is read, sent and noted; it is forgotten only when the receiver has taken it. */

import { backoffMs, type Steps } from '../delivery/backoff.ts';
import type { Clock } from '../effects.ts';
import { isRaised, type Entry, type Message } from '../events/compose.ts';
import type { Waiting } from '../events/compose.ts';
import type { Outcome } from './outcome.ts';
import { planNext, type Manner, type ReceiverMemory } from './plan.ts';

/** From two seconds to five minutes: a receiver that is back hears of it while that still helps. */
const STEPS: Steps = { firstMs: 2_000, longestMs: 300_000 };
/** What was refused is tried again after this time, for a person may have mended it. */
export const REFUSED_MS = 1_800_000;
/** What was refused for so long, of an alarm that is over, is given up. */
const GIVE_UP_MS = 86_400_000;

export interface Receiver {
  readonly name: string;
  readonly manner: Manner;
  /** Sends one message; never throws but where `signal` is aborted. */
  readonly send: (message: Message, signal: AbortSignal) => Promise<Outcome>;
}

export interface Pending extends ReceiverMemory {
  readonly waiting: readonly Waiting[];
  readonly sentAt: readonly number[];
}

/** A try and what follows from it; times are UTC ms. */
export interface Try extends ReceiverMemory {
  readonly at: number;
  readonly tookMs: number;
  readonly message: Message;
  readonly outcome: Outcome;
  /** Notices that are done: taken by the receiver. */
  readonly told: readonly number[];
  /** Refused for a day, and their alarms are over: they are not tried again. */
  readonly givenUp: readonly number[];
  /** Refused, and not tried again before `REFUSED_MS` have passed. */
  readonly later: readonly number[];
}

export interface NoticeStore {
  readonly read: (receiver: string, now: number) => Promise<Pending>;
  /** Notes a try, all of it or nothing. */
  readonly note: (receiver: string, tried: Try) => Promise<void>;
}

export interface DeliverOptions {
  readonly receiver: Receiver;
  readonly store: NoticeStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

export interface Step {
  /** Null: nothing was due. */
  readonly tried: Try | null;
  /** When to look again, UTC ms; null: when there is news. */
  readonly next: number | null;
}

/** Does what is due for a receiver now: one message at most. @throws where the store fails */
export async function deliverNext(options: DeliverOptions): Promise<Step> {
  const { receiver, store, clock, signal } = options;
  const at = clock.now();
  const pending = await store.read(receiver.name, at);
  const plan = planNext({ ...pending, manner: receiver.manner, now: at });
  if (plan.kind === 'idle') return { tried: null, next: null };
  if (plan.kind === 'wait') return { tried: null, next: plan.until };
  const began = clock.monotonic();
  const outcome = await receiver.send(plan.message, signal);
  const tookMs = Math.round(clock.monotonic() - began);
  const tried = { at, tookMs, ...follow(options, plan.message, outcome, pending.failures) };
  await store.note(receiver.name, tried);
  return { tried, next: clock.now() };
}

function follow(
  { clock, random }: DeliverOptions,
  message: Message,
  outcome: Outcome,
  failed: number,
): Omit<Try, 'at' | 'tookMs'> {
  const { entries } = message;
  const none = { told: [], givenUp: [], later: [] };
  if (outcome.kind === 'delivered')
    return { ...none, message, outcome, failures: 0, notBefore: 0, told: noticesOf(entries) };
  const failures = failed + 1;
  const patience = outcome.kind === 'failed' ? (outcome.retryAfterMs ?? 0) : 0;
  const notBefore = clock.now() + Math.max(patience, backoffMs(failures, random(), STEPS));
  const memory = { message, outcome, failures, notBefore };
  if (outcome.kind === 'failed') return { ...none, ...memory };
  const isGivenUp = ({ event, at }: Entry): boolean =>
    !isRaised(event.data) && clock.now() - at >= GIVE_UP_MS;
  return {
    ...memory,
    told: [],
    later: noticesOf(entries.filter((entry) => !isGivenUp(entry))),
    givenUp: noticesOf(entries.filter(isGivenUp)),
  };
}

function noticesOf(entries: readonly Entry[]): readonly number[] {
  return entries.flatMap(({ notices }) => notices);
}
