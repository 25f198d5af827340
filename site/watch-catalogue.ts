/** Asks the catalogue every few seconds how the experiment and the copies are, for the hub's metrics and its alarms. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { HysteresisOf } from '#telemetry/config/channel-limits.ts';
import type { Effects } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { catalogueUp } from '#telemetry/metrics/hub.ts';
import { createCopyWatch } from './observe-copies.ts';
import { createKeyJudge, observeExperiment, type JudgeKey } from './observe-experiment.ts';
import { readLimitStates } from './alarms/restore-limit-states.ts';

const EVERY_MS = 5_000;
/** Copies change by the minute. */
const COPIES_EVERY_MS = 60_000;
/** What was last seen is shown this long when the catalogue no longer answers. */
const BELIEVED_MS = 30_000;

export interface CatalogueWatch {
  /** What is known now; what the catalogue did not say for half a minute is gone, that it is away is there. */
  readonly observations: () => readonly Observation[];
  /** Asks now; resolves when the answer is there. */
  readonly look: () => Promise<void>;
  stop(): Promise<void>;
}

export interface CatalogueWatchOptions {
  readonly effects: Effects;
  readonly read: <T>(work: (connection: ReadConnection) => Promise<T>) => Promise<T>;
  /** How far a value must come back before a limit is kept again. */
  readonly hysteresis: HysteresisOf;
  /** Called after each question, answered or not. */
  readonly onLook?: () => void;
}

/** Starts to ask; one question at a time. */
export function watchCatalogue(options: CatalogueWatchOptions): CatalogueWatch {
  const { read } = options;
  const { clock, log } = options.effects;
  const observeCopies = createCopyWatch();
  let judge: JudgeKey | null = null;
  let seen: { readonly at: number; readonly list: readonly Observation[] } | null = null;
  let copies: { readonly at: number; readonly list: readonly Observation[] } | null = null;
  let isUp: boolean | null = null;
  let running: Promise<void> | null = null;
  let last = '';

  const ask = async (): Promise<void> => {
    try {
      await read(async (connection) => {
        judge ??= createKeyJudge(
          options.hysteresis,
          await readLimitStates(connection, clock.now(), options.hysteresis),
        );
        const list = await observeExperiment(connection, clock.now(), judge);
        seen = { at: clock.monotonic(), list };
        isUp = true;
        if (copies === null || clock.monotonic() - copies.at >= COPIES_EVERY_MS) {
          const known = await observeCopies(connection, clock.now());
          copies = { at: clock.monotonic(), list: known };
        }
      });
      last = '';
    } catch (error) {
      isUp = false;
      const text = describeError(error);
      // Said once, not every five seconds.
      if (text !== last) log.write('warn', `asking the catalogue how things are failed: ${text}`);
      last = text;
    }
  };
  const look = (): Promise<void> => {
    running ??= ask().finally(() => {
      running = null;
      options.onLook?.();
    });
    return running;
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  void look();
  return {
    look,
    observations() {
      const isFresh = seen !== null && clock.monotonic() - seen.at <= BELIEVED_MS;
      return [
        ...(isUp === null ? [] : [{ metric: catalogueUp, labels: {}, value: Number(isUp) }]),
        ...(isFresh ? [...(seen?.list ?? []), ...(copies?.list ?? [])] : []),
      ];
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
