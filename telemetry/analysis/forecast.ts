/** When a volume or a quota is full: one forecast for Now, for its own page and for the alerts, which compare the same slope. */

import { slopeOf } from '../alerts/windows.ts';

/** How much was used at a time. */
export interface UsedAt {
  /** UTC ms. */
  readonly at: number;
  /** In the resource's unit; null: it did not answer. */
  readonly used: number | null;
}

/** Under an hour of history a growth is a guess: somebody else's copying weighs too much. */
const LEAST_MS = 3_600_000;

/** Returns the growth of what is used, units a second: the line of least squares (Prometheus's `deriv`, as in the alerts); null: not known. */
export function growthOf(history: readonly UsedAt[]): number | null {
  const known = history.filter(({ used }) => used !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < LEAST_MS) return null;
  return slopeOf(
    known.map(({ at }) => at),
    known.map(({ used }) => used ?? 0),
  );
}

/** A resource as it stands, with its growth. */
export interface Filling {
  /** UTC ms. */
  readonly at: number;
  /** In the resource's unit; null: not known. */
  readonly used: number | null;
  /** In the resource's unit; null: not known, or unlimited. */
  readonly capacity: number | null;
  /** Units a second; null: not known. */
  readonly growth: number | null;
}

/** What becomes of a volume: full at a time (UTC ms), never at this growth, or not known and why. */
export type Forecast =
  | { readonly kind: 'fills'; readonly at: number }
  | { readonly kind: 'steady' }
  | { readonly kind: 'unknown'; readonly why: string };

/** Returns when it is full if it goes on growing as it does. */
export function forecast({ at, used, capacity, growth }: Filling): Forecast {
  if (used === null) return { kind: 'unknown', why: 'it did not answer' };
  if (capacity === null) return { kind: 'unknown', why: 'its size is not known' };
  if (used >= capacity) return { kind: 'fills', at };
  if (growth === null) return { kind: 'unknown', why: 'growth not known yet' };
  if (growth <= 0) return { kind: 'steady' };
  return { kind: 'fills', at: at + ((capacity - used) / growth) * 1_000 };
}

/** Returns what is used at a later time (a campaign's planned end), at most the capacity; null: not known. */
export function usedBy({ at, used, capacity, growth }: Filling, later: number): number | null {
  if (used === null || growth === null || later < at) return null;
  const then = Math.max(0, used + (growth * (later - at)) / 1_000);
  return capacity === null ? then : Math.min(capacity, then);
}
