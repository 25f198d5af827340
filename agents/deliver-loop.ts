/** Keeps the delivery going: new facts are sent at once while the recorder answers, and wait out its absence otherwise. */

import type { Delivery } from '#telemetry/delivery/delivery.ts';
import type { Spool } from '#telemetry/spool/spool.ts';

import type { Timers } from './timers.ts';

export interface DeliverLoop {
  /** Runs until the signal is aborted. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** Makes the loop; a commit of the spool ends its wait. */
export function createDeliverLoop(delivery: Delivery, spool: Spool, timers: Timers): DeliverLoop {
  let wake = new AbortController();
  spool.onStored(() => {
    if (delivery.isEager()) wake.abort();
  });
  return {
    async run(signal) {
      const stop = (): void => {
        wake.abort();
      };
      signal.addEventListener('abort', stop);
      while (!signal.aborted) {
        wake = new AbortController();
        const waitMs = await delivery.step();
        // Nothing is sent between a commit during `step` and this wait without being seen: its wake is aborted already.
        await timers.wait(waitMs, wake.signal);
      }
      signal.removeEventListener('abort', stop);
    },
  };
}
