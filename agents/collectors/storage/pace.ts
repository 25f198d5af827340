/** How gently a place is asked: so many requests a minute, and longer and longer pauses while it fails. */

export interface Pace {
  /** Takes one request from what is allowed now; false: it has to wait. */
  readonly take: () => boolean;
  /** After a failure; `askedFor` is what the place itself wants, ms. */
  readonly failed: (askedFor: number | null) => void;
  readonly worked: () => void;
}

const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 1_800_000;

/** Makes the pace; a quarter of a minute's requests may be made at once. */
export function createPace(perMinute: number, monotonic: () => number): Pace {
  const most = Math.max(1, perMinute / 4);
  let allowed = most;
  let last = monotonic();
  let pauseUntil = -Infinity;
  let failures = 0;
  return {
    take() {
      const now = monotonic();
      allowed = Math.min(most, allowed + ((now - last) * perMinute) / 60_000);
      last = now;
      if (now < pauseUntil || allowed < 1) return false;
      allowed -= 1;
      return true;
    },
    failed(askedFor) {
      const own = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 20), LONGEST_PAUSE_MS);
      failures += 1;
      pauseUntil = monotonic() + Math.max(own, askedFor ?? 0);
    },
    worked() {
      failures = 0;
    },
  };
}
