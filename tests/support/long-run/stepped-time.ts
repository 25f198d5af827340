/** Time that steps from one due thing to the next as soon as every loop waits, so that a week passes in a minute. */

import type { Timers } from '#agents/timers.ts';
import type { Clock } from '#telemetry/effects.ts';

interface Due {
  readonly at: number;
  readonly call: () => void;
}

export interface SteppedTime {
  readonly timers: Timers;
  readonly clock: Clock;
  /** Steps until `ms` have passed since the beginning; `each` is called after every step. */
  readonly runTo: (ms: number, each?: () => void | Promise<void>) => Promise<void>;
}

/** Makes the time for so many loops, each of which waits by `timers.wait` when it has nothing to do. */
export function createSteppedTime(loops: number, startedAt: number): SteppedTime {
  const due = new Set<Due>();
  let now = 0;
  let waiting = 0;
  let onIdle: (() => void) | null = null;
  const add = (ms: number, call: () => void): Due => {
    const entry = { at: now + ms, call };
    due.add(entry);
    return entry;
  };
  const timers: Timers = {
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const done = (): void => {
          if (!due.delete(entry)) return;
          waiting -= 1;
          signal.removeEventListener('abort', done);
          resolve();
        };
        const entry = add(ms, done);
        waiting += 1;
        signal.addEventListener('abort', done);
        if (signal.aborted) done();
        if (waiting >= loops) onIdle?.();
      }),
    after(ms, callback) {
      const entry = add(ms, () => {
        due.delete(entry);
        callback();
      });
      return () => {
        due.delete(entry);
      };
    },
  };
  const idle = (): Promise<void> =>
    new Promise((resolve) => {
      onIdle = () => {
        onIdle = null;
        // Whoever was woken in the same turn is not waiting any more a turn later.
        setImmediate(() => {
          if (waiting >= loops) resolve();
          else void idle().then(resolve);
        });
      };
      if (waiting >= loops) onIdle();
    });
  return {
    timers,
    clock: { now: () => startedAt + now, monotonic: () => now },
    async runTo(ms, each) {
      for (;;) {
        await idle();
        await each?.();
        let next: Due | null = null;
        for (const entry of due) if (next === null || entry.at < next.at) next = entry;
        if (next === null || next.at > ms) break;
        now = Math.max(now, next.at);
        next.call();
      }
      now = ms;
    },
  };
}
