/** Lets a part that asks far places take its time: a turn that is not ready in time is collected by a later round. */

import type { CollectorRound } from '../../collector.ts';
import { EMPTY_ROUND } from './parts.ts';
import type { StoragePart } from './parts.ts';

export interface BackgroundPart extends StoragePart {
  /** Aborts what is under way. */
  readonly stop: () => void;
}

/**
 * Makes the part; `make` gets the signal that lasts until `stop`. One turn runs at a time; while it runs, rounds show what
 * the last one observed. A turn that throws does so in the round that collects it. A round that is aborted waits for none.
 */
export function inBackground(
  make: (signal: AbortSignal) => StoragePart,
  limitMs: number,
  roundSignal: () => AbortSignal,
): BackgroundPart {
  const stopper = new AbortController();
  const part = make(stopper.signal);
  let running: Promise<CollectorRound> | null = null;
  let last: CollectorRound = EMPTY_ROUND;
  return {
    async turn() {
      running ??= part.turn();
      const round = await within(running, limitMs);
      if (round === null) return { ...EMPTY_ROUND, observations: last.observations };
      last = round;
      return round;
    },
    stop() {
      stopper.abort();
    },
  };

  async function within(turn: Promise<CollectorRound>, ms: number): Promise<CollectorRound | null> {
    const signal = roundSignal();
    let leave = (): void => undefined;
    const late = new Promise<null>((resolve) => {
      leave = () => resolve(null);
    });
    const timer = setTimeout(leave, ms);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    try {
      const first = await Promise.race([turn, late]);
      if (first !== null) running = null;
      return first;
    } catch (thrown) {
      running = null;
      throw thrown;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
    }
  }
}
