/** Tells receivers of alarms: each in a loop of its own, so that a slow one keeps no other waiting, and says how each is. */

import type { Pool } from 'mariadb';
import { createNoticeStore, tellWhatIsRaised, type Wish } from '#telemetry/catalogue/notices.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import {
  forgetTold,
  readReceivers,
  takeReceivers,
  type ReceiverRow,
} from '#telemetry/catalogue/receivers.ts';
import type { ReceiverConfig } from '#telemetry/config/receivers.ts';
import type { Effects, Log } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import {
  changesWaiting,
  messagesDelivered,
  messagesFailed,
  oldestWaiting,
} from '#telemetry/metrics/notices.ts';
import { deliverNext, type NoticeStore, type Receiver } from '#telemetry/receivers/deliver.ts';
import type { Outcome } from '#telemetry/receivers/outcome.ts';
import { createReceiver } from './receivers.ts';

/** How often it is looked up what waits, and after a failure of the catalogue. */
const LOOK_MS = 5_000;
/** How long the log of what was sent is kept. */
const KEPT_MS = 90 * 86_400_000;
const FORGET_EVERY_MS = 3_600_000;

export interface AlarmDelivery {
  /** There is news in the catalogue. */
  nudge(): void;
  readonly observations: () => readonly Observation[];
  stop(): Promise<void>;
}

export interface AlarmDeliveryOptions {
  readonly receivers: readonly ReceiverConfig[];
  /** What each wants to hear of. */
  readonly wishes: readonly Wish[];
  readonly effects: Effects;
  readonly pool: Pool;
  readonly read: <T>(use: (connection: ReadConnection) => Promise<T>) => Promise<T>;
}

/** Takes up the receivers and begins to tell them what waits. */
export async function deliverAlarms(options: AlarmDeliveryOptions): Promise<AlarmDelivery> {
  const { effects, pool, read } = options;
  const { clock, log } = effects;
  const dropped = await takeReceivers(pool, options.receivers);
  if (dropped > 0)
    log.write('warn', 'changes of alarms are not told: their receiver is gone', { dropped });
  await tellWhatIsRaised(pool, options.wishes, clock.now());
  const store = createNoticeStore(pool);
  const tally = createTally();
  const stopping = new AbortController();
  const { signal } = stopping;
  const loops = await Promise.all(
    options.receivers.map(async (config) => {
      const receiver = await createReceiver(config, clock);
      tally.begin(receiver.name);
      return startLoop({
        receiver,
        store,
        effects,
        signal,
        onTried: (...tried) => tally.count(...tried),
      });
    }),
  );
  let rows: readonly ReceiverRow[] = [];
  const everyFew = startTimer(LOOK_MS, async () => {
    rows = await read(readReceivers);
  });
  const everyHour = startTimer(FORGET_EVERY_MS, () => forgetTold(pool, clock.now() - KEPT_MS));
  return {
    nudge() {
      for (const loop of loops) loop.nudge();
    },
    observations: () => [...rows.flatMap(observeWaiting), ...tally.observations()],
    async stop() {
      stopping.abort();
      await Promise.all([...loops.map(({ ended }) => ended), everyFew.stop(), everyHour.stop()]);
    },
  };
}

function observeWaiting({ name, waiting, oldestWaiting: oldest }: ReceiverRow): Observation[] {
  const labels = { receiver: name };
  return [
    { metric: changesWaiting, labels, value: waiting },
    ...(oldest === null ? [] : [{ metric: oldestWaiting, labels, value: oldest / 1_000 }]),
  ];
}

/** Counts what came of tries since the start. */
function createTally() {
  const delivered = new Map<string, number>();
  const failed = new Map<string, Map<string, number>>();
  return {
    begin(receiver: string) {
      delivered.set(receiver, 0);
      failed.set(receiver, new Map());
    },
    count(receiver: string, outcome: Outcome) {
      if (outcome.kind === 'delivered') {
        delivered.set(receiver, (delivered.get(receiver) ?? 0) + 1);
        return;
      }
      const reasons = failed.get(receiver);
      reasons?.set(outcome.reason, (reasons.get(outcome.reason) ?? 0) + 1);
    },
    observations: (): readonly Observation[] => [
      ...[...delivered].map(([receiver, value]) => ({
        metric: messagesDelivered,
        labels: { receiver },
        value,
      })),
      ...[...failed].flatMap(([receiver, reasons]) =>
        [...reasons].map(([reason, value]) => ({
          metric: messagesFailed,
          labels: { receiver, reason },
          value,
        })),
      ),
    ],
  };
}

interface LoopOptions {
  readonly receiver: Receiver;
  readonly store: NoticeStore;
  readonly effects: Effects;
  readonly signal: AbortSignal;
  readonly onTried: (receiver: string, outcome: Outcome) => void;
}

/** Tells one receiver what is due, then sleeps until more is, or until there is news. */
function startLoop(options: LoopOptions): {
  readonly nudge: () => void;
  readonly ended: Promise<void>;
} {
  const { receiver, store, effects, signal, onTried } = options;
  const { clock, log } = effects;
  const say = createSayer(receiver.name, log);
  const sleep = createSleep(signal);
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      let next: number | null;
      try {
        const step = await deliverNext({ receiver, store, clock, random: Math.random, signal });
        if (step.tried !== null) {
          onTried(receiver.name, step.tried.outcome);
          say(step.tried.outcome);
        }
        ({ next } = step);
      } catch (thrown) {
        if (signal.aborted) return;
        say({
          kind: 'failed',
          reason: 'not configured',
          answer: describeError(thrown),
          retryAfterMs: null,
        });
        next = clock.now() + LOOK_MS;
      }
      await sleep.until(next === null ? null : next - clock.now());
    }
  };
  return { nudge: sleep.end, ended: run() };
}

/** A receiver that fails is said once for each reason, and that it is back too. */
function createSayer(receiver: string, log: Log): (outcome: Outcome) => void {
  let said: string | null = null;
  return (outcome) => {
    if (outcome.kind === 'delivered') {
      if (said !== null) log.write('info', 'a receiver of alarms takes them again', { receiver });
      said = null;
      return;
    }
    const { reason, answer } = outcome;
    if (reason !== said)
      log.write('warn', 'a receiver does not take an alarm', { receiver, reason, answer });
    said = reason;
  };
}

/** A sleep that news or the end cuts short; what comes while nobody sleeps cuts the next one short. */
function createSleep(signal: AbortSignal) {
  let wake: (() => void) | null = null;
  let isDue = false;
  const end = (): void => {
    isDue = true;
    wake?.();
  };
  signal.addEventListener('abort', end);
  return {
    end,
    /** Null: until it is ended. */
    async until(ms: number | null): Promise<void> {
      if (!isDue) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const timer = ms === null ? null : setTimeout(resolve, Math.max(0, ms));
        await promise;
        if (timer !== null) clearTimeout(timer);
        wake = null;
      }
      isDue = false;
    },
  };
}

/** Does something now and every so often, one at a time; what fails is tried the next time: the catalogue says why it is away. */
function startTimer(everyMs: number, work: () => Promise<void>): { stop(): Promise<void> } {
  let running: Promise<void> | null = null;
  const run = (): void => {
    running ??= work()
      .catch(() => undefined)
      .finally(() => (running = null));
  };
  run();
  const timer = setInterval(run, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
