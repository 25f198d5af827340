/** A limit on bytes per second, held also inside one large file: a token bucket that is shared by all who read. */

export interface Throttle {
  /** Null: so many bytes may be read now. Else it resolves when they may be; at once where the signal is aborted. */
  take(bytes: number, signal?: AbortSignal): Promise<void> | null;
}

/** Bytes that may be read at once after a pause: a quarter of a second's worth, and one piece at least. */
const BURST_S = 0.25;
const BURST_LEAST = 1 << 20;

/** The longest time a timer takes. */
const LONGEST_MS = 2_147_483_647;

/** Makes the limit; null: none. `monotonic` in ms; `wait` for tests. */
export function createThrottle(
  bytesPerSecond: number | null,
  monotonic: () => number = () => performance.now(),
  wait: (ms: number, signal?: AbortSignal) => Promise<void> = sleep,
): Throttle {
  if (bytesPerSecond === null) return { take: () => null };
  const burst = Math.max(BURST_LEAST, bytesPerSecond * BURST_S);
  let tokens = burst;
  let at = monotonic();
  return {
    take(bytes, signal) {
      const now = monotonic();
      tokens = Math.min(burst, tokens + ((now - at) * bytesPerSecond) / 1000) - bytes;
      at = now;
      return tokens >= 0 ? null : wait((-tokens * 1000) / bytesPerSecond, signal);
    },
  };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.min(ms, LONGEST_MS));
    signal?.addEventListener('abort', end, { once: true });
  });
}
