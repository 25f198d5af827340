/** When a receiver is told next, and what: gathered, within its limit, not before its back-off is over. Pure. */

import { compose, entriesOf, type Entry, type Message, type Waiting } from '../events/compose.ts';

const HOUR = 3_600_000;
/** What is critical waits no longer than this for what comes with it. */
const GATHER_CRITICAL_MS = 1_000;

/** How a receiver wants to be told. */
export interface Manner {
  /** Messages within any hour. */
  readonly perHour: number;
  /** Up to so many alarms at once are told one by one. */
  readonly alone: number;
  /** How long a change waits for others that come with it. */
  readonly gatherMs: number;
}

/** What is kept of a receiver over a restart; times are UTC ms. */
export interface ReceiverMemory {
  /** Tries in a row that failed. */
  readonly failures: number;
  /** Not tried before. */
  readonly notBefore: number;
}

export interface PlanInput extends ReceiverMemory {
  readonly waiting: readonly Waiting[];
  /** When messages went out, or may have, within the last hour; oldest first. */
  readonly sentAt: readonly number[];
  readonly manner: Manner;
  readonly now: number;
}

export type Plan =
  | { readonly kind: 'idle' }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'send'; readonly message: Message };

/** Decides what to do now. */
export function planNext(input: PlanInput): Plan {
  const { waiting, manner, now } = input;
  const entries = entriesOf(waiting);
  const due = entries.filter(({ notBefore }) => soon(notBefore, now) <= now);
  if (due.length === 0) return waitFor(entries.map(({ notBefore }) => notBefore));
  const isCritical = due.some(({ event }) => event.data.severity === 'critical');
  const gather = isCritical ? Math.min(manner.gatherMs, GATHER_CRITICAL_MS) : manner.gatherMs;
  const oldest = Math.min(...due.map(({ at }) => at));
  const gathered = oldest > now ? now : oldest + gather;
  const { until, together } = allowance(input);
  const earliest = Math.max(gathered, soon(input.notBefore, now), until);
  if (earliest > now) return { kind: 'wait', until: earliest };
  const message = compose(chosen(due, input.failures), together ? 1 : manner.alone);
  return message === null ? { kind: 'idle' } : { kind: 'send', message };
}

/** What was refused is not mixed with what was not, and while nothing is taken it is tried alone: the fault may lie in it. */
function chosen(due: readonly Entry[], failures: number): readonly Entry[] {
  if (failures === 0) return due;
  const fresh = due.filter(({ notBefore }) => notBefore === 0);
  return fresh.length > 0 ? fresh : due.slice(0, 1);
}

/** Nothing is put off for more than an hour: what seems to be was noted before the clock was set back. */
function soon(notBefore: number, now: number): number {
  return notBefore > now + HOUR ? now : notBefore;
}

function waitFor(times: readonly number[]): Plan {
  return times.length === 0 ? { kind: 'idle' } : { kind: 'wait', until: Math.min(...times) };
}

/**
 * Half of an hour's messages go as they come; the other half is kept for digests at even distances, so that no burst
 * keeps a critical alarm waiting for the rest of the hour.
 */
function allowance({ sentAt, manner: { perHour }, now }: PlanInput): {
  readonly until: number;
  readonly together: boolean;
} {
  const recent = sentAt.filter((t) => t > now - HOUR && t <= now);
  const free = Math.floor(perHour / 2);
  if (recent.length < free) return { until: 0, together: false };
  const spaced = (recent.at(-1) ?? 0) + HOUR / (perHour - free);
  const full = recent.length >= perHour ? (recent.at(-perHour) ?? 0) + HOUR : 0;
  return { until: Math.max(spaced, full), together: true };
}
